from odoo import fields, models


class PropertyArchiveCarrier(models.Model):
    """Carrier 载体 that a place may be restricted to (C1); same codes as the record's carrier."""

    _name = "property.archive.carrier"
    _description = "Carrier"
    _inherit = ["property.archive.guarded"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    listed_only = fields.Boolean(
        "Only Where Listed",
        help="Kept only in a place that names this carrier, such as an anti-magnetic"
        " cabinet 防磁柜. Without a tick: in every place that names no carriers.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Two carriers cannot have the same code.")
