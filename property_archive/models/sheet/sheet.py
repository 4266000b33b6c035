from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveSheet(models.Model):
    """A data sheet of the regulations with its entries 档案表, 档案卡 (J11, J24).

    A checklist piece that names a sheet is filled in on screen; entries the register already
    knows are taken from it. It is printed filled in, to be signed, or blank, to hand to
    a customer (003-6 四). Entries have the access rights of the piece: statutory data of
    people are stored in their file, under its level, and nowhere else.
    """

    _name = "property.archive.sheet"
    _description = "Data Sheet"
    _inherit = ["property.archive.guarded"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    form_number = fields.Char(help="Its number in the company's quality system.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    field_ids = fields.One2many("property.archive.sheet.field", "sheet_id", "Entries", copy=True)
    note = fields.Text(translate=True, help="Printed below: how it is filled in.")
    piece_ids = fields.One2many("property.archive.category.piece", "sheet_id", "Pieces")

    def action_print_blank(self):
        """Print these sheets empty, to be filled in by hand.

        :raise UserError: without an entry on it
        """
        for sheet in self:
            if not sheet.field_ids:
                raise UserError(self.env._("%s has no entries yet.", sheet.name))
        return self.env.ref("property_archive.action_report_sheet_blank").report_action(self)

    def _paper_rows(self, texts):
        """Entries of this sheet as they are printed: two in a row, long ones alone.

        :param dict texts: text by ``property.archive.sheet.field``
        :return: rows of (label, text)
        :rtype: list(list(tuple(str, str)))
        """
        self.ensure_one()
        rows = []
        for field in self.field_ids:
            cell = (field.name, texts.get(field, ""))
            if rows and len(rows[-1]) == 1 and not field.wide and not rows[-1][0][2]:
                rows[-1].append((*cell, False))
            else:
                rows.append([(*cell, field.wide)])
        return [[cell[:2] for cell in row] for row in rows]

    @api.ondelete(at_uninstall=True)
    def _unlink_unused(self):
        used = self.env["property.archive.sheet.value"].sudo()
        used = used.search([("sheet_id", "in", self.ids)], limit=1)
        if used:
            raise UserError(
                self.env._(
                    "%(sheet)s is filled in on %(record)s: archive it instead.",
                    sheet=used.sheet_id.name,
                    record=used.record_id.display_name,
                )
            )


class PropertyArchiveCategoryPiece(models.Model):
    """A piece that is filled in on screen."""

    _inherit = "property.archive.category.piece"

    sheet_id = fields.Many2one(
        "property.archive.sheet",
        "Data Sheet",
        ondelete="restrict",
        help="The entries of this form 档案表, filled in on screen and printed.",
    )
