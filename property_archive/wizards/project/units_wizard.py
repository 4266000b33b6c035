import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.scheme.home import Home

#: More units at once is a typing mistake: an estate has some thousand units.
_MOST = 20_000
_SPAN = re.compile(
    r"(?P<head>\D*)(?P<first>\d+)\s*[-~–—至到]\s*(?P=head)(?P<last>\d+)(?P<tail>\D*)"
)
_FIELD = re.compile(r"\{(\w+)(?::(\d))?\}")


def read_span(text):
    """Expand a span such as ``1-6``, ``A,B``, ``1-3,5`` or ``A1-A4``.

    :param str text: as typed; commas of either width separate
    :return: the parts in order, each once
    :rtype: list(str)
    """
    parts = []
    for piece in map(str.strip, re.split("[,，、;；]", text or "")):
        found = _SPAN.fullmatch(piece)
        if not found:
            parts += [piece] if piece else []
            continue
        width = len(found["first"]) if found["first"].startswith("0") else 1
        numbers = range(int(found["first"]), min(int(found["last"]), _MOST) + 1)
        parts += [f"{found['head']}{number:0{width}}{found['tail']}" for number in numbers]
    return list(dict.fromkeys(parts))


class PropertyArchiveUnitsWizard(models.TransientModel):
    """Register all rooms of a building, or a row of parking spaces or shops, in one step."""

    _name = "property.archive.units.wizard"
    _description = "Units of a Building"
    _inherit = ["property.archive.guarded"]
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, readonly=True
    )
    project_id = fields.Many2one("property.archive.project", "Estate", check_company=True)
    kind = fields.Selection(
        [("flats", "Rooms on floors"), ("row", "Parking spaces, shops, stores or villas")],
        required=True,
        default="flats",
    )
    buildings = fields.Char(help="One or several: 3, or 1-6, or A,B.")
    entrances = fields.Char(help="In each building: 1-2. Empty: the building has one.")
    floors = fields.Char(default="1-18", help="1-18, or 1-3,5-18. -1 is B1.")
    without_floors = fields.Char("Floors Left Out", help="E.g. 4,13,14.")
    rooms = fields.Char("Rooms on a Floor", default="1-4", help="1-4, or 1,2,5.")
    without_rooms = fields.Char("Rooms Left Out", help="Whole rooms that do not exist: 101,102.")
    pattern = fields.Char(
        "Name of a Room",
        default="{floor}{number:2}",
        help="{floor} is the floor, {number:2} the room on it with two digits: 1501.",
    )
    numbers = fields.Char(help="1-120, or 001-120 to keep the zeros.")
    prefix = fields.Char("Called", help="What stands before the number: 车位B1-, 商铺, 别墅.")
    unit_count = fields.Integer("To Be Registered", compute="_compute_preview")
    known_count = fields.Integer("Registered Already", compute="_compute_preview")
    preview = fields.Char("Such As", compute="_compute_preview")

    @api.depends(
        "company_id",
        "project_id",
        "kind",
        "buildings",
        "entrances",
        "floors",
        "without_floors",
        "rooms",
        "without_rooms",
        "pattern",
        "numbers",
        "prefix",
    )
    def _compute_preview(self):
        for wizard in self:
            try:
                homes = wizard._homes()
            except UserError as error:
                wizard.update({"unit_count": 0, "known_count": 0, "preview": str(error)})
                continue
            new = wizard._new_homes(homes)
            codes = ["-".join(filter(None, home[1:])) for home in new]
            wizard.unit_count = len(new)
            wizard.known_count = len(homes) - len(new)
            wizard.preview = "、".join(codes if len(codes) < 6 else [*codes[:4], "…", codes[-1]])

    def _homes(self):
        """The homes to register, each once.

        :rtype: list(Home)
        :raise UserError: where something is missing or it is too much
        """
        self.ensure_one()
        project = self.project_id.name or ""
        buildings = read_span(self.buildings)
        if self.kind == "row":
            names = [f"{self.prefix or ''}{number}" for number in read_span(self.numbers)]
            entrances = [""]
        else:
            names = self._room_names()
            entrances = read_span(self.entrances) or [""]
            if not buildings:
                raise UserError(self.env._("Say which building, or buildings: 3, 1-6 or A,B."))
        if len(names) * len(entrances) * len(buildings or [""]) > _MOST:
            raise UserError(
                self.env._("That is more than %s units: make them building by building.", _MOST)
            )
        homes = [
            Home(project, building, entrance, name)
            for building in buildings or [""]
            for entrance in entrances
            for name in names
        ]
        return list({home.key(): home for home in homes}.values())

    def _room_names(self):
        pattern = self.pattern or ""
        fields_ = {name for name, _width in _FIELD.findall(pattern)}
        if fields_ != {"floor", "number"} or set("{}") & set(_FIELD.sub("", pattern)):
            raise UserError(
                self.env._("The name of a room holds {floor} and {number:2}, as in 1501.")
            )
        without = set(read_span(self.without_rooms))
        names = []
        for floor in self._floors():
            for number in read_span(self.rooms):
                values = {"floor": floor, "number": number}
                name = _FIELD.sub(
                    lambda found, values=values: values[found[1]].zfill(int(found[2] or 0)), pattern
                )
                names += [] if name in without else [name]
        return names

    def _floors(self):
        without = set(read_span(self.without_floors))
        floors = [floor for floor in read_span(self.floors) if floor not in without]
        return [f"B{floor[1:]}" if floor.startswith("-") else floor for floor in floors]

    def _new_homes(self, homes):
        """Homes not yet registered in the company, ignoring differences in spelling."""
        known = self.env["property.archive.unit"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("home_key", "in", [home.text() for home in homes]),
            ],
            ["home_key"],
        )
        known = {key for (key,) in known}
        return [home for home in homes if home.text() not in known]

    def action_make(self):
        """Register the units; units that exist already are not changed.

        :return: action that lists the new ones
        :raise UserError: when nothing is new
        """
        self.ensure_one()
        homes = self._new_homes(self._homes())
        if not homes:
            raise UserError(self.env._("All of these are registered already: nothing was changed."))
        units = self.env["property.archive.unit"].create(
            [
                {
                    **dict(zip(Home._fields, home, strict=True)),
                    "project_id": self.project_id.id,
                    "company_id": self.company_id.id,
                }
                for home in homes
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_unit_action"
        )
        action["domain"] = [("id", "in", units.ids)]
        return action
