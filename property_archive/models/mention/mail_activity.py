from odoo import api, models


class MailActivity(models.Model):
    """Activities on a document of the archive are visible to users who see the document (B4)."""

    _name = "mail.activity"
    _inherit = ["mail.activity", "property.archive.mention.mixin"]

    @api.depends("res_id", "res_model")
    def _compute_res_name(self):
        unnamed = self._archive_unnamed()
        unnamed.res_name = False
        return super(MailActivity, self - unnamed)._compute_res_name()

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not bypass_access:
            domain = self._archive_shown(domain)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        hidden = self._archive_hidden()
        if not hidden:
            return result
        forbidden = hidden | result[0] if result else hidden
        return forbidden, lambda: forbidden._make_access_error(operation)
