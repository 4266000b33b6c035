from odoo import fields, models


class PropertyArchiveCategoryPiece(models.Model):
    """A piece that a file of the category must or may hold (requirement A6)."""

    _name = "property.archive.category.piece"
    _description = "Checklist Piece"
    _order = "category_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    category_id = fields.Many2one(
        "property.archive.category", required=True, index=True, ondelete="cascade"
    )
    required = fields.Boolean(default=True)
    copy_allowed = fields.Boolean(help="A copy 复印件 is accepted instead of the original.")
    not_for_subject = fields.Boolean(help="Hidden from the person the file is about.")

    _name_uniq = models.UniqueIndex(
        "(category_id, (name->>'en_US'))", "This piece is on the checklist already."
    )
