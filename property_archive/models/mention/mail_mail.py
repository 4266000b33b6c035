from odoo import api, models
from odoo.fields import Domain


class MailMail(models.Model):
    """Mails about a document of the archive are visible to users who see the document (B4)."""

    _inherit = "mail.mail"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not bypass_access and not self.env.su:
            shown = self.env["mail.message"]._archive_shown(Domain.TRUE)
            domain = Domain(domain) & Domain("mail_message_id", "any!", shown)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su:
            return result
        hidden = self.sudo().mail_message_id.sudo(False)._archive_hidden()
        mails = self.filtered(lambda mail: mail.sudo().mail_message_id.sudo(False) in hidden)
        if not mails:
            return result
        forbidden = mails | result[0] if result else mails
        return forbidden, lambda: forbidden._make_access_error(operation)
