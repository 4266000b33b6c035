import re

from odoo import api, fields, models


def natural_key(text):
    """Sort key that puts 2 before 10: every run of digits is padded to 8 places."""
    return re.sub(r"\d+", lambda match: match[0].zfill(8), text or "")


class PropertyArchiveUnit(models.Model):
    """A property unit: building, unit and room 楼座-单元-房号."""

    _name = "property.archive.unit"
    _description = "Property Unit"
    _inherit = ["property.archive.derived"]
    _order = "sort_key, id"
    _rec_names_search = ["code", "project"]
    _check_company_auto = True

    project = fields.Char(index=True, help="The estate the unit belongs to.")
    building = fields.Char(required=True)
    unit = fields.Char("Entrance", help="The entrance or section of the building 单元.")
    room = fields.Char(required=True)
    code = fields.Char(compute="_compute_code", store=True)
    sort_key = fields.Char(compute="_compute_code", store=True, index=True)
    floor_area = fields.Float("Floor Area (m²)", digits=(12, 2))
    floor = fields.Integer(
        compute="_compute_floor",
        store=True,
        readonly=False,
        aggregator=None,
        help="Read from the room: 1501 is on floor 15, B201 on floor -2.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )

    _unit_uniq = models.UniqueIndex(
        "(company_id, COALESCE(project, ''), building, COALESCE(unit, ''), room)",
        "This unit is registered already.",
    )

    @api.depends("project", "building", "unit", "room")
    def _compute_code(self):
        for unit in self:
            unit.code = "-".join(part for part in (unit.building, unit.unit, unit.room) if part)
            unit.sort_key = natural_key(f"{unit.project or ''} {unit.code}")

    @api.depends("room")
    def _compute_floor(self):
        for unit in self:
            found = re.match(r"(\D*)(\d+)\d\d(?!\d)", unit.room or "")
            below = found and found[1].strip().upper() in ("B", "-", "地下", "负")
            unit.floor = int(found[2]) * (-1 if below else 1) if found else 0

    @api.depends("project", "code")
    def _compute_display_name(self):
        for unit in self:
            unit.display_name = " ".join(part for part in (unit.project, unit.code) if part)
