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
    owner_id = fields.Many2one("res.partner", index=True, ondelete="restrict")
    tenant_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict")
    party_ids = fields.One2many(
        "property.archive.unit.party", "unit_id", "Owners and Tenants", readonly=True
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

    @api.model_create_multi
    def create(self, vals_list):
        units = super().create(vals_list)
        for role in ("owner", "tenant"):
            # since when is not known
            units.filtered(f"{role}_id")._note_party(role, False)
        return units

    def write(self, vals):
        result = super().write(vals)
        for role in ("owner", "tenant"):
            if f"{role}_id" in vals:
                for company, units in self.grouped("company_id").items():
                    units._note_party(role, company._archive_today())
        return result

    def _note_party(self, role, date):
        """Keep the history in step with who owns or rents these units now (A5).

        :param str role: ``owner`` or ``tenant``
        :param date: day of the change, False when it is not known
        """
        parties = self.env["property.archive.unit.party"].sudo()
        current = parties.search(
            [("unit_id", "in", self.ids), ("role", "=", role), ("date_to", "=", False)]
        ).grouped("unit_id")
        new = []
        for unit in self.sudo():
            partner, party = unit[f"{role}_id"], current.get(unit, parties)
            if party.partner_id == partner:
                continue
            if party:
                day = date or unit.company_id._archive_today()
                begun = min(party.date_from, day) if party.date_from else False
                party._write_protected({"date_from": begun, "date_to": day})
            if partner:
                new.append(
                    {
                        "unit_id": unit.id,
                        "role": role,
                        "partner_id": partner.id,
                        "date_from": date,
                    }
                )
        parties.flush_model()
        parties._create_protected(new)

    def _change_party(self, role, partner, date):
        """Somebody else owns or rents this unit from a day on.

        :param str role: ``owner`` or ``tenant``
        :param partner: ``res.partner``, empty when nobody does
        :param date: the day
        """
        result = super().write({f"{role}_id": partner.id})
        self._note_party(role, date)
        return result
