from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveMoveWizard(models.TransientModel):
    """Move records by scanning: records then a place, or a place then records (C1)."""

    _name = "property.archive.move.wizard"
    _description = "Move by Scanning"
    _inherit = ["property.archive.guarded"]

    temporary = fields.Boolean(
        "For the Time Being", help="The records keep their own place and only lie there."
    )
    boxes = fields.Boolean(
        "Move Boxes", help="A scanned box is moved itself, with all that lies in it."
    )
    box_ids = fields.Many2many("property.archive.location", string="Boxes")
    box_place_id = fields.Many2one(
        "property.archive.location", "To", help="The place that was scanned after the boxes."
    )
    line_ids = fields.One2many("property.archive.move.wizard.line", "wizard_id", "Records")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "property.archive.record":
            chosen = self.env["property.archive.record"].browse(
                self.env.context.get("active_ids", [])
            )
            chosen.check_access("read")
            values["line_ids"] = [Command.create({"record_id": record.id}) for record in chosen]
        return values

    def action_scan(self, code, location_id=False):
        """Take in one scanned code.

        :param str code: barcode of a place, or code of a record
        :param int location_id: id of the place that was scanned last
        :return: ``status``, ``message`` and the current place for the next scan
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        place = self.env["property.archive.location"]._by_barcode(code)
        if place and self.boxes:
            return self._scan_box(place)
        if place:
            # a record that may not go to its target waits for the next place scanned
            waiting = self.line_ids.filtered(lambda line: not line.location_id or line.error)
            waiting.location_id = place
            return {
                "status": "success",
                "message": self.env._("Place %s", place.display_name),
                "location_id": place.id,
                "location": place.display_name,
            }
        record = self.env["property.archive.record"]._by_code(code)
        if not record:
            return {
                "status": "danger",
                "message": self.env._("There is no place and no record with the code %s.", code),
            }
        if record in self.line_ids.record_id:
            return {
                "status": "warning",
                "message": self.env._("%s is on the list already.", record.display_name),
            }
        line = self.env["property.archive.move.wizard.line"].create(
            {
                "wizard_id": self.id,
                "record_id": record.id,
                "location_id": self.env["property.archive.location"]
                .browse(location_id or [])
                .exists()
                .id,
            }
        )
        return {
            "status": "danger" if line.error else "success",
            "message": line.error or record.display_name,
        }

    def _scan_box(self, place):
        """A scanned box is added to the list; any other place is the target of the boxes."""
        if place.kind == "box":
            self.box_ids |= place
            message = self.env._("Box %s: scan where it goes.", place.display_name)
        else:
            self.box_place_id = place
            message = self.env._("Place %s", place.display_name)
        return {"status": "success", "message": message}

    def _move_boxes(self):
        if not self.box_ids:
            return
        if not self.box_place_id:
            raise UserError(self.env._("Scan the place the boxes go to."))
        self.box_ids.check_access("write")
        self.box_ids.parent_id = self.box_place_id
        inside = self.env["property.archive.record"].sudo()
        inside = inside.search([("location_id", "child_of", self.box_ids.ids)])
        self.env["property.archive.log"]._log("moved", inside, place=self.box_place_id.id)

    def action_confirm(self):
        """Move the records that can be moved; the others stay listed with the reason.

        :raise UserError: when a line has no place yet
        """
        self.ensure_one()
        self.check_access("write")
        self._move_boxes()
        if self.box_ids and not self.line_ids:
            return {"type": "ir.actions.act_window_close"}
        if not self.line_ids:
            raise UserError(self.env._("Scan at least one record."))
        self.line_ids.record_id._lock_rows()
        self.line_ids.invalidate_recordset(["error"])
        good = self.line_ids.filtered(lambda line: not line.error)
        if unplaced := good.filtered(lambda line: not line.location_id):
            raise UserError(
                self.env._(
                    "Scan the place for %s.",
                    ", ".join(unplaced.record_id[:5].mapped("display_name")),
                )
            )
        for place, lines in good.grouped("location_id").items():
            lines.record_id.action_move(place.id, self.temporary)
        good.unlink()
        if self.line_ids:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Not Moved"),
                "res_model": self._name,
                "res_id": self.id,
                "view_mode": "form",
                "target": "new",
            }
        return {"type": "ir.actions.act_window_close"}
