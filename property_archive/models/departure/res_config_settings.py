from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings for departures and moves (F2, F3, F6)."""

    _inherit = "res.config.settings"

    archive_notice_days = fields.Integer(related="company_id.archive_notice_days", readonly=False)

    archive_discharge_required = fields.Boolean(
        related="company_id.archive_discharge_required", readonly=False
    )

    archive_move_blocks = fields.Boolean(related="company_id.archive_move_blocks", readonly=False)
