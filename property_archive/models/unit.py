import re

from odoo import api, fields, models


def natural_key(text):
    """Sort key that puts 2 before 10: every run of digits is padded to 8 places."""
    return re.sub(r"\d+", lambda match: match[0].zfill(8), text or "")


class PropertyArchiveUnit(models.Model):
    """A property unit: building, unit and room 楼座-单元-房号."""

    _name = "property.archive.unit"
    _description = "Property Unit"
    _order = "sort_key, id"
    _rec_names_search = ["code", "project"]
    _check_company_auto = True

    project = fields.Char(index=True, help="The estate the unit belongs to.")
    building = fields.Char(required=True)
    unit = fields.Char("Entrance", help="The entrance or section of the building 单元.")
    room = fields.Char(required=True)
    code = fields.Char(compute="_compute_code", store=True, index="trigram")
    sort_key = fields.Char(compute="_compute_code", store=True, index=True)
    floor_area = fields.Float("Floor Area (m²)", digits=(12, 2))
    owner_id = fields.Many2one("res.partner", index=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    record_ids = fields.One2many("property.archive.record", "unit_id")
    record_count = fields.Integer(compute="_compute_record_count")

    _unit_uniq = models.UniqueIndex(
        "(company_id, COALESCE(project, ''), building, COALESCE(unit, ''), room)",
        "This unit is registered already.",
    )

    @api.depends("project", "building", "unit", "room")
    def _compute_code(self):
        for unit in self:
            unit.code = "-".join(part for part in (unit.building, unit.unit, unit.room) if part)
            unit.sort_key = natural_key(f"{unit.project or ''} {unit.code}")

    @api.depends("project", "code")
    def _compute_display_name(self):
        for unit in self:
            unit.display_name = " ".join(part for part in (unit.project, unit.code) if part)

    def _compute_record_count(self):
        counts = dict(
            self.env["property.archive.record"]._read_group(
                [("unit_id", "in", self.ids)], ["unit_id"], ["__count"]
            )
        )
        for unit in self:
            unit.record_count = counts.get(unit, 0)

    def action_open_records(self):
        """The files about this unit that the user may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        action["domain"] = [("unit_id", "=", self.id)]
        action["context"] = {"default_unit_id": self.id}
        return action
