from odoo import models


class MailTemplate(models.Model):
    """Mail templates that concern the archive are reported when they are written (B6)."""

    _name = "mail.template"
    _inherit = ["mail.template", "property.archive.watch.mixin"]
    _watched_fields = (
        "model",
        "subject",
        "body_html",
        "email_to",
        "email_cc",
        "partner_to",
        "reply_to",
    )
