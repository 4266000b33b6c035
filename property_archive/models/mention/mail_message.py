from odoo import api, models
from odoo.exceptions import UserError


class MailMessage(models.Model):
    """A file of the archive sent along is a copy, and copies are asked for (D10).

    What is said on a document of the archive is for those who see it (B4).
    """

    _name = "mail.message"
    _inherit = ["mail.message", "property.archive.mention.mixin"]
    _mention_model = "model"

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
            messages._adopt_archive_files()
        return messages

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._check_archive_attachments()
            self._adopt_archive_files()
        return result

    def _adopt_archive_files(self):
        """Files handed in with a message belong to the document it is on (B4).

        Otherwise whoever uploaded one could change it later: a file that hangs on a message
        or on nothing is its creator's.
        """
        for message in self.sudo():
            document = self.env.get(message.model)
            if message.res_id and hasattr(document, "_check_archive_evidence"):
                message.attachment_ids.filtered(
                    lambda file: not file.res_id or file.res_model == self._name
                ).write({"res_model": message.model, "res_id": message.res_id})

    # -- who reads --------------------------------------------------------------------------

    @api.depends("model", "res_id")
    def _compute_record_name(self):
        unnamed = self._archive_unnamed()
        unnamed.record_name = False
        return super(MailMessage, self - unnamed)._compute_record_name()

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not bypass_access:
            domain = self._archive_shown(domain)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        return forbidden | (self - forbidden)._archive_hidden()
