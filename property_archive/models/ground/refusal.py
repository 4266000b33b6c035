"""Messages for refused access: why it is refused, and what to do."""

from odoo import models
from odoo.exceptions import AccessError

from ...http import own_code

_OURS = "property.archive."


class IrRule(models.Model):
    """Give the reason of a refusal in the user's language, without model name or id (B4)."""

    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        error = super()._make_access_error(operation, records)
        if not records._name.startswith(_OURS):
            return error
        records = records.with_context(self.env.user.context_get())
        why = getattr(records, "_archive_refusal", None)
        with own_code():  # the reason is read by our code, not by the template
            text = (why and why(operation)) or _refused(records, operation)
        polite = AccessError(text)
        polite.context = getattr(error, "context", None) or {}
        return polite


class IrModelAccess(models.Model):
    """The same for what a user's groups do not allow."""

    _inherit = "ir.model.access"

    def _make_access_error(self, model, mode):
        if not model.startswith(_OURS):
            return super()._make_access_error(model, mode)
        records = self.env[model].with_context(self.env.user.context_get())
        groups = self.group_names_with_access(model, mode)
        text = _refused(records, mode)
        if groups:
            text += "\n" + records.env._("This is for: %s.", groups)
        return AccessError(text)


def _refused(records, operation):
    """The message for documents about which nothing more may be said."""
    kind = records.env["ir.model"]._get(records._name).name
    if operation == "read":
        return records.env._(
            "%(kind)s: you may not see this, or not any more. Ask the archive if you need it.",
            kind=kind,
        )
    if operation == "create":
        return records.env._("%(kind)s: you may not make a new one.", kind=kind)
    if operation == "unlink":
        return records.env._("%(kind)s: you may not delete this.", kind=kind)
    return records.env._("%(kind)s: you may not change this.", kind=kind)
