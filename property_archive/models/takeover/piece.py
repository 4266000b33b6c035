from odoo import fields, models

#: Groups of papers of an estate, in the order of the lists.
GROUPS = [
    ("property", "Property"),
    ("equipment", "Shared Parts and Equipment"),
    ("owners", "Owners and Tenants"),
    ("finance", "Accounts and Contracts"),
    ("staff", "Staff"),
    ("other", "Other"),
]


class PropertyArchiveTakeoverPiece(models.Model):
    """A paper handed over with an estate (物业管理条例 第二十九条, 承接查验办法 第十四条)."""

    _name = "property.archive.takeover.piece"
    _description = "Paper of an Estate"
    _inherit = ["property.archive.guarded"]
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    group = fields.Selection(GROUPS, required=True, default="property")
    name = fields.Char(required=True, translate=True)
    category_id = fields.Many2one(
        "property.archive.category",
        ondelete="restrict",
        index=True,
        help="Where it is filed once it came. Empty: it is filed unit by unit, or not at all.",
    )
    required = fields.Boolean(
        default=True, help="By law or contract: missing, it is owed and chased."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", ondelete="restrict", help="Empty: every company takes over with it."
    )
