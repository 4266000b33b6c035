from odoo import api, models
from odoo.exceptions import UserError

_RECORD = "property.archive.record"


class MailMessage(models.Model):
    """A file of the archive sent along is a copy, and copies are asked for (D10)."""

    _inherit = "mail.message"

    def _check_archive_attachments(self):
        guarded = self.sudo().attachment_ids.filtered(
            lambda a: a.res_model == "property.archive.enclosure"
        )
        if guarded:
            raise UserError(
                self.env._(
                    "%s is a file of the archive and is not sent along: ask for a copy.",
                    guarded[0].name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        if any(vals.get("attachment_ids") for vals in vals_list):
            messages._check_archive_attachments()
        return messages

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._check_archive_attachments()
        return result

    # -- who reads --------------------------------------------------------------------------

    def _archive_hidden(self):
        """Messages on records that the current user does not see (any more).

        Odoo lets author and recipients read a message whatever became of their right to
        the document it is about; here the document's rule is asked every time (B4).
        """
        messages = self.sudo().filtered(lambda m: m.model == _RECORD and m.res_id)
        if not messages:
            return self.browse()
        records = self.env[_RECORD].browse(messages.mapped("res_id")).exists()
        visible = set(records._filtered_access("read").ids)
        return messages.filtered(lambda m: m.res_id not in visible).sudo(False)

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        query = super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
        if self.env.su or bypass_access:
            return query
        found = self.browse(query.get_result_ids())
        hidden = found._archive_hidden()
        return (found - hidden)._as_query() if hidden else query

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        return forbidden | (self - forbidden)._archive_hidden()
