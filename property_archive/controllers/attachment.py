from odoo.addons.mail.controllers.attachment import AttachmentController as MailAttachments


class AttachmentController(MailAttachments):
    def _get_pdf_first_page_response(self, attachment):
        # handed over as superuser: whoever looks at a page opened the file (B6)
        attachment.sudo(False)._archive_opened()
        return super()._get_pdf_first_page_response(attachment)
