import re

from odoo import fields, models


class PropertyArchiveCategoryPiece(models.Model):
    """A checklist item: a piece that a file of the category must or may contain (A6)."""

    _name = "property.archive.category.piece"
    _description = "Checklist Piece"
    _inherit = ["property.archive.deciding.row"]
    _rule_field = "category_id"
    _order = "category_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    category_id = fields.Many2one(
        "property.archive.category", required=True, index=True, ondelete="cascade"
    )
    required = fields.Boolean(default=True)
    asked = fields.Boolean(
        "If There Is One",
        help="Not every file has it, as an annex 附件 or a draft 底稿: whoever hands a file in"
        " brings it, or says that there is none.",
    )
    copy_allowed = fields.Boolean(help="A copy 复印件 is accepted instead of the original.")
    not_for_subject = fields.Boolean(help="Hidden from the person the file is about.")

    _name_uniq = models.UniqueIndex(
        "(category_id, (name->>'en_US'))",
        lambda env, diagnostics: env["property.archive.category.piece"]._twice_message(diagnostics),
    )

    def _twice_message(self, diagnostics):
        """The message for a piece that is twice on a checklist: which one, and what to do.

        :param diagnostics: ``psycopg2.extensions.Diagnostics`` of the database
        """
        found = re.search(r"=\((\d+), (.*)\)", diagnostics.message_detail or "")
        category = self.env["property.archive.category"].browse(int(found[1]) if found else [])
        return self.env._(
            "The piece “%(piece)s” is on the checklist of %(category)s already: name this one"
            " differently, or leave it out.",
            piece=found[2] if found else "",
            category=category.exists().display_name or "",
        )
