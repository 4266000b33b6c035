from odoo import fields, models


class PropertyArchiveUnit(models.Model):
    """The records about a unit that the user can see."""

    _inherit = "property.archive.unit"

    record_ids = fields.One2many("property.archive.record", "unit_id")
    record_count = fields.Integer(compute="_compute_record_count")

    def _compute_record_count(self):
        counts = dict(
            self.env["property.archive.record"]._read_group(
                [("unit_id", "in", self.ids)], ["unit_id"], ["__count"]
            )
        )
        for unit in self:
            unit.record_count = counts.get(unit, 0)

    def action_open_records(self):
        """Open the files about this unit that the user can see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        action["domain"] = [("unit_id", "=", self.id)]
        action["context"] = {"default_unit_id": self.id}
        return action
