from odoo import fields, models

from ...groups import KEEPER


class PropertyArchiveRecord(models.Model):
    """Repairs of a record (requirement C6)."""

    _inherit = "property.archive.record"
    repair_count = fields.Integer(compute="_compute_repair_count", groups=KEEPER)

    def _compute_repair_count(self):
        counts = dict(
            self.env["property.archive.repair"]._read_group(
                [("record_id", "in", self.ids)], ["record_id"], ["__count"]
            )
        )
        for record in self:
            record.repair_count = counts.get(record, 0)

    def action_repair(self):
        """Open a repair of this damaged record (C6)."""
        self.ensure_one()
        self._check_archivist()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Repair"),
            "res_model": "property.archive.repair",
            "view_mode": "form",
            "context": {"default_record_id": self.id},
        }

    def action_open_repairs(self):
        """The repairs of this record."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_repair_action"
        )
        action["domain"] = [("record_id", "=", self.id)]
        action["context"] = {"default_record_id": self.id}
        return action
