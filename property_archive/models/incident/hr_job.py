from odoo import fields, models

STAFF = [
    ("archivist", "Archivist"),
    ("sales", "Sales"),
    ("service", "Service"),
]


class HrJob(models.Model):
    """Staff group of a position: decides which penalty rules apply (requirement D11)."""

    _inherit = "hr.job"

    archive_staff = fields.Selection(
        STAFF,
        "Archive Penalties As",
        help="Which penalty rules of the archive hold for people in this position.",
    )
