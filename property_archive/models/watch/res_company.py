from odoo import fields, models


class ResCompany(models.Model):
    """Where the end of the log is told outside the company (requirement B6)."""

    _inherit = "res.company"

    archive_anchor_email = fields.Char(
        "Archive Log: Outside Address",
        help="Each night's end of the log is mailed here too, to an auditor or a parent company:"
        " nobody of this company can take it back.",
    )
