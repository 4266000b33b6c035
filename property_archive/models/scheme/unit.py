import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .home import Home, is_flat, read_home


def natural_key(text):
    """Sort key that puts 2 before 10: each run of digits is padded to 8 places."""
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
    building = fields.Char(help="Empty for what stands in none: a parking space, a villa.")
    building_wanted = fields.Boolean(compute="_compute_building_wanted")
    unit = fields.Char("Entrance", help="The entrance or section of the building 单元.")
    room = fields.Char(
        required=True,
        help="Also a parking space 车位B1-023, a shop 商铺12, or rooms joined into one 1501+1502.",
    )
    home_key = fields.Char(
        compute="_compute_home_key",
        store=True,
        precompute=True,
        help="Where it is, the same for every spelling: 93栋1单元0201室 is 93-1-201.",
    )
    twin_id = fields.Many2one(
        "property.archive.unit",
        "The Same Home as",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="Registered twice, in two spellings, before the archive compared them.",
    )
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
    use = fields.Selection(
        [
            ("vacant", "Vacant"),
            ("own", "Own use"),
            ("let", "Let"),
            ("lent", "Used by somebody else"),
        ],
        help="How the unit is used 使用情况 (003-2 九).",
    )
    purpose = fields.Selection(
        [
            ("home", "Home"),
            ("office", "Office"),
            ("shop", "Shop"),
            ("store", "Store"),
            ("parking", "Parking"),
            ("other", "Other Purpose"),
        ],
        help="What the unit is used for 用途.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )

    # the normalised address: a home has one file, however it is written
    _home_uniq = models.UniqueIndex(
        "(company_id, home_key) WHERE home_key IS NOT NULL AND twin_id IS NULL",
        "This unit is registered already, maybe in another spelling.",
    )

    @api.model
    def name_create(self, name):
        """Register a home by its address as people write it: 5-1-101, 5栋1单元101室.

        :param str name: what was typed into a picker
        :raise UserError: when it is no address
        """
        home = read_home(name)
        if not home.room:
            raise UserError(
                self.env._("“%s” is no address of a home: write it like 3-2-1501.", name)
            )
        unit = self.create(self._home_vals(home))
        return unit.id, unit.display_name

    @api.model
    def default_get(self, fields):
        """What was typed into a picker is carried over into the form."""
        values = super().default_get(fields)
        typed = self.env.context.get("default_name")
        home = read_home(typed) if isinstance(typed, str) else None
        if home and home.room:
            vals = {n: v for n, v in self._home_vals(home).items() if n in fields}
            values = {**vals, **values}
        return values

    @api.model
    def _home_vals(self, home):
        """Values of a new unit at an address.

        :param Home home: the address
        :rtype: dict
        """
        return {name: value for name, value in home._asdict().items() if value}

    @api.depends("project", "building", "unit", "room")
    def _compute_code(self):
        for unit in self:
            unit.code = "-".join(part for part in (unit.building, unit.unit, unit.room) if part)
            unit.sort_key = natural_key(f"{unit.project or ''} {unit.code}")

    @api.depends("project", "building", "unit", "room")
    def _compute_home_key(self):
        for unit in self:
            unit.home_key = unit._home().text()

    def _home(self):
        """The address of this unit, as written.

        :rtype: Home
        """
        return Home(*(self[name] or "" for name in Home._fields))

    @api.depends("room")
    def _compute_building_wanted(self):
        for unit in self:
            unit.building_wanted = not unit.room or bool(is_flat(unit.room))

    @api.constrains("building", "room")
    def _check_building(self):
        for unit in self:
            if not (unit.building or "").strip() and is_flat(unit.room):
                raise ValidationError(
                    self.env._(
                        "Room %s: in which building? Only a parking space, a shop, a store or a"
                        " villa stands in none.",
                        unit.room,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        company = self.env.company.id
        self._check_homes(
            (vals.get("company_id") or company, Home(*(vals.get(n) or "" for n in Home._fields)))
            for vals in vals_list
        )
        return super().create(vals_list)

    @api.constrains("company_id", *Home._fields)
    def _check_home(self):
        self._check_homes((u.company_id.id, u._home()) for u in self if not u.twin_id)

    def _check_homes(self, homes):
        """Refuse a second unit for the same home, and name the first one.

        Checked before writing, as the error of the database would name no unit.

        :param homes: pairs of company id and :class:`Home`, of these or of new units
        """
        homes = {(company, home.text()): home for company, home in homes}
        self.env.cr.execute(
            "SELECT company_id, home_key, id FROM property_archive_unit"
            " WHERE home_key = ANY(%s) AND twin_id IS NULL AND id <> ALL(%s)",
            ([key for _company, key in homes if key], self.ids),
        )
        for company_id, key, unit_id in self.env.cr.fetchall():
            if home := homes.get((company_id, key)):
                raise ValidationError(
                    self.env._(
                        "%(unit)s is registered already, as %(other)s: a home is registered once,"
                        " however it is written.",
                        unit=" ".join(filter(None, home)),
                        other=self.browse(unit_id).display_name,
                    )
                )

    @api.depends("room")
    def _compute_floor(self):
        for unit in self:
            found = re.match(r"(\D*)(\d+)\d\d(?!\d)", unit.room or "")
            below = found and found[1].strip().upper() in ("B", "-", "地下", "负")
            found = found or re.match(r"(\D*B)(\d)-?\d+$", unit.room or "")
            below = below or found and found[1].endswith("B")
            unit.floor = int(found[2]) * (-1 if below else 1) if found else 0

    @api.depends("project", "code")
    def _compute_display_name(self):
        for unit in self:
            unit.display_name = " ".join(part for part in (unit.project, unit.code) if part)
