from odoo import fields, models


class PropertyArchiveCategory(models.Model):
    """Whether labels name whom a file is about (002 四, 003-2 五, J12)."""

    _inherit = "property.archive.category"

    label_names = fields.Boolean(
        "Names on Labels",
        help="While a file is kept in a place with a lock, its label names whom it is about, and"
        " of personnel files the entry date, also where its level hides the title.",
    )
