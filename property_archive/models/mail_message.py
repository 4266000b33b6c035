from odoo import api, models
from odoo.exceptions import UserError


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
