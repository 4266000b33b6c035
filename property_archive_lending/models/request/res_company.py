from odoo import fields, models


class ResCompany(models.Model):
    """How long the desk keeps what somebody waited for (requirement D8)."""

    _inherit = "res.company"

    archive_hold_days = fields.Integer(
        "Kept at the Desk (Days)",
        default=3,
        help="How long the archive desk keeps a returned record for whoever waited for"
        " it, before the next in line may fetch it.",
    )

    _archive_hold_days_positive = models.Constraint(
        "CHECK (archive_hold_days > 0)",
        "A record is kept for at least one day.",
    )
