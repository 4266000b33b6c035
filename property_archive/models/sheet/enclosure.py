from odoo import api, fields, models
from odoo.exceptions import UserError

from ...groups import ARCHIVIST
from ...selections import KEPT_STATES


class PropertyArchiveEnclosure(models.Model):
    """Data sheets among the enclosures are filled in on screen and printed (J11)."""

    _inherit = "property.archive.enclosure"

    sheet_id = fields.Many2one(
        "property.archive.sheet", "Data Sheet", compute="_compute_sheet_id", compute_sudo=True
    )
    value_ids = fields.One2many(
        "property.archive.sheet.value",
        "enclosure_id",
        "Filled in",
        domain=[("date_ended", "=", False)],
        copy=False,
    )
    former_value_ids = fields.One2many(
        "property.archive.sheet.value",
        "enclosure_id",
        "Former Entries",
        domain=[("date_ended", "!=", False)],
        copy=False,
    )
    can_fill_in = fields.Boolean(compute="_compute_can_fill_in")

    @api.depends("piece_id.sheet_id", "piece_id.category_id", "record_id.category_id")
    def _compute_sheet_id(self):
        for piece in self:
            # what is filled in stays on its sheet, whatever the category asks for now
            piece.sheet_id = piece.value_ids[:1].sheet_id or piece._asked_sheet()

    def _asked_sheet(self):
        """The sheet that the category of the record asks for by this piece."""
        asked = self.piece_id
        own = asked.category_id == self.record_id.category_id
        return asked.sheet_id if own else asked.sheet_id.browse()

    @api.depends_context("uid")
    def _compute_can_fill_in(self):
        archivist = self.env.user.has_group(ARCHIVIST)
        for piece in self:
            state = piece.sudo().record_id.state
            piece.can_fill_in = bool(piece.sheet_id) and (
                state == "draft" or archivist and state in KEPT_STATES
            )

    def action_fill_in(self):
        """Open the sheet of this piece, with a line for each entry.

        :raise UserError: for an enclosure that is no data sheet
        """
        self.ensure_one()
        self.check_access("read")
        if not self.sheet_id:
            raise UserError(self.env._("%s is no data sheet.", self.name))
        entries = self.sheet_id.field_ids.filtered(lambda field: field.kind != "register")
        lacking = entries - self.sudo().value_ids.field_id
        if lacking and self.can_fill_in:
            self.env["property.archive.sheet.value"].create(
                [{"enclosure_id": self.id, "field_id": field.id} for field in lacking]
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [
                (self.env.ref("property_archive.property_archive_enclosure_view_sheet").id, "form")
            ],
            "target": "new",
        }

    def action_print_sheet(self):
        """Print the sheet of this piece, filled in from the file and the register."""
        self.check_access("read")
        return self.env.ref("property_archive.action_report_sheet").report_action(self)

    def write(self, vals):
        # on a filed record the entries are still updated, the piece itself is not
        if vals and set(vals) <= {"value_ids"}:
            self.check_access("read")
            for command in vals["value_ids"] or ():
                if command[0] == 1:
                    self.value_ids.filtered(lambda v, id_=command[1]: v.id == id_).write(command[2])
            return True
        return super().write(vals)

    def _sheet_paper(self):
        """Content of the printed sheet; printing it is logged as an export of content.

        :rtype: list(list(tuple(str, str)))
        """
        self.ensure_one()
        self.check_access("read")
        self._log_reading("exported")
        texts = {value.field_id: value._text() for value in self.sudo().value_ids}
        for field in self.sheet_id.field_ids.filtered("source"):
            texts[field] = field._register_text(self)
        return self.sheet_id._paper_rows(texts)
