from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Where the end of the log is told outside (requirement B6)."""

    _inherit = "res.config.settings"

    archive_anchor_email = fields.Char(related="company_id.archive_anchor_email", readonly=False)
