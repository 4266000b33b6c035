from odoo.addons.mail.controllers.attachment import AttachmentController as MailAttachments


class AttachmentController(MailAttachments):
    def _get_pdf_first_page_response(self, attachment):
        # passed on as superuser: viewing a page is logged as opening the file (B6)
        attachment.sudo(False)._archive_opened()
        return super()._get_pdf_first_page_response(attachment)
