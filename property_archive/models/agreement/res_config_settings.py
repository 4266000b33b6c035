from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The texts that are signed; each change is logged and told."""

    _inherit = "res.config.settings"

    archive_agreement_text = fields.Text(
        related="company_id.archive_agreement_text", readonly=False
    )
    archive_undertaking_text = fields.Text(
        related="company_id.archive_undertaking_text", readonly=False
    )
