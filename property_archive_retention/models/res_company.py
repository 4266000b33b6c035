from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    archive_destruction_wait = fields.Integer(
        "Days before Destruction",
        default=7,
        help="How long an approved destruction waits, so that anybody who must can stop it.",
    )

    _archive_destruction_wait_positive = models.Constraint(
        "CHECK (archive_destruction_wait >= 0)", "A waiting period cannot be negative."
    )
