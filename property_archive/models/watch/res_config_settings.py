from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Where the end of the log is sent outside the company (requirement B6)."""

    _inherit = "res.config.settings"

    archive_anchor_email = fields.Char(related="company_id.archive_anchor_email", readonly=False)
    archive_stamp_url = fields.Char(related="company_id.archive_stamp_url", readonly=False)
    archive_stamp_certificates = fields.Text(
        related="company_id.archive_stamp_certificates", readonly=False
    )
