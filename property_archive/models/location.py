from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .unit import natural_key

#: What stands in what, from the outside in.
KINDS = [
    ("room", "Storeroom"),
    ("cabinet", "Cabinet"),
    ("shelf", "Shelf"),
    ("box", "Box"),
]
_DEPTH = {kind: depth for depth, (kind, _label) in enumerate(KINDS)}


class PropertyArchiveLocation(models.Model):
    """A place: room, cabinet, shelf or box (requirement C1)."""

    _name = "property.archive.location"
    _description = "Archive Place"
    _inherit = ["property.archive.tree", "mail.thread", "mail.activity.mixin"]
    _parent_store = True
    _order = "sort_key, id"
    _rec_names_search = ["complete_name", "barcode"]
    _check_company_auto = True

    name = fields.Char(required=True, size=128)
    complete_name = fields.Char(
        compute="_compute_complete_name", store=True, recursive=True, index="trigram"
    )
    kind = fields.Selection(KINDS, required=True, default="shelf")
    sequence = fields.Integer(default=10, help="Left to right, top to bottom.")
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        "property.archive.location",
        "Inside",
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    parent_path = fields.Char(index=True)
    sort_key = fields.Char(compute="_compute_sort_key", store=True, recursive=True, index=True)
    child_ids = fields.One2many("property.archive.location", "parent_id", "Places Inside")
    lockable = fields.Boolean(help="The place itself has a lock.")
    locked = fields.Boolean(
        compute="_compute_locked",
        store=True,
        recursive=True,
        help="The place or something around it has a lock: confidential and higher"
        " records are kept only there.",
    )
    carrier_ids = fields.Many2many(
        "property.archive.carrier",
        "property_archive_location_carrier_rel",
        "location_id",
        "carrier_id",
        "Carriers",
        help="Only these lie here and in what stands inside, as in an anti-magnetic"
        " cabinet. Empty: as the place around it says.",
    )
    category_ids = fields.Many2many(
        "property.archive.category",
        "property_archive_location_category_rel",
        "location_id",
        "category_id",
        "Categories",
        help="What is kept here, as written on the cabinet.",
    )
    year = fields.Char(
        "Years on the Label", size=16, help="As written on the cabinet, e.g. 2023 or 2021–2023."
    )
    department_id = fields.Many2one(
        "hr.department",
        "Held by Department",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="A department keeps what lies here and inside until it hands it over. Empty: as"
        " the place around it says, or the central archive.",
    )
    capacity = fields.Integer(help="How many records fit, here and inside; 0: not counted.")
    record_count = fields.Integer(
        compute="_compute_room", compute_sudo=True, help="Records kept here and inside."
    )
    child_count = fields.Integer("Place Count", compute="_compute_room", compute_sudo=True)
    free_space = fields.Integer(
        compute="_compute_room", compute_sudo=True, search="_search_free_space"
    )
    occupancy = fields.Float("Occupancy (%)", compute="_compute_room", compute_sudo=True)
    barcode = fields.Char(
        copy=False,
        size=64,
        help="Scanned to say where something is put; given by itself when left empty.",
    )
    barcode_url = fields.Char("Barcode to Scan", compute="_compute_barcode_url")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )

    _barcode_uniq = models.UniqueIndex(
        "(company_id, barcode) WHERE barcode IS NOT NULL",
        "This barcode is on another place.",
    )
    _capacity_positive = models.Constraint(
        "CHECK (capacity >= 0)", "A capacity cannot be negative."
    )

    # -- computes ---------------------------------------------------------------------------

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for place in self:
            parent = place.parent_id.complete_name
            place.complete_name = f"{parent} / {place.name}" if parent else place.name

    @api.depends("sequence", "name", "parent_id.sort_key")
    def _compute_sort_key(self):
        for place in self:
            own = f"{max(place.sequence, 0):05} {natural_key(place.name)}"
            parent = place.parent_id.sort_key
            place.sort_key = f"{parent} / {own}" if parent else own

    @api.depends("complete_name")
    def _compute_display_name(self):
        for place in self:
            place.display_name = place.complete_name

    @api.depends("lockable", "parent_id.locked")
    def _compute_locked(self):
        for place in self:
            place.locked = place.lockable or place.parent_id.locked

    @api.depends("barcode")
    def _compute_barcode_url(self):
        for place in self:
            place.barcode_url = (
                f"/report/barcode/?barcode_type=Code128&value={quote(place.barcode)}"
                "&width=480&height=96&humanreadable=1"
                if place.barcode
                else False
            )

    @api.depends("capacity")
    def _compute_room(self):
        """Free space of all these places from one statement, whatever stands inside."""
        counts = self._count_records()
        children = dict(
            self.sudo()._read_group([("parent_id", "in", self.ids)], ["parent_id"], ["__count"])
        )
        for place in self:
            count = counts.get(place._origin.id, 0)
            place.record_count = count
            place.child_count = children.get(place._origin, 0)
            place.free_space = max(place.capacity - count, 0)
            place.occupancy = 100 * count / place.capacity if place.capacity else 0

    def _count_records(self):
        """How many records these places keep, with those laid there for the time being.

        :return: counts by id of the place, places without records left out
        :rtype: dict(int, int)
        """
        ids = self._origin.ids
        if not ids:
            return {}
        self.env["property.archive.record"].flush_model(["location_id", "away_location_id"])
        self.flush_model(["parent_path"])
        self.env.cr.execute(
            """
            WITH inside AS (
                SELECT p.id AS place, c.id
                  FROM property_archive_location p
                  JOIN property_archive_location c ON c.parent_path LIKE p.parent_path || '%%'
                 WHERE p.id = ANY(%(ids)s)
            ), kept AS (
                SELECT location_id AS id, count(*) AS n FROM property_archive_record
                 WHERE location_id IN (SELECT id FROM inside) GROUP BY location_id
                 UNION ALL
                SELECT away_location_id, count(*) FROM property_archive_record
                 WHERE away_location_id IN (SELECT id FROM inside) GROUP BY away_location_id
            )
            SELECT place, sum(n)::int FROM inside JOIN kept USING (id) GROUP BY place
            """,
            {"ids": ids},
        )
        return dict(self.env.cr.fetchall())

    @api.model
    def _search_free_space(self, operator, value):
        if operator not in (">", ">=", "<", "<="):
            return NotImplemented
        compare = {
            ">": lambda free: free > value,
            ">=": lambda free: free >= value,
            "<": lambda free: free < value,
            "<=": lambda free: free <= value,
        }[operator]
        counted = self.sudo().search([("capacity", ">", 0)])
        return [("id", "in", counted.filtered(lambda place: compare(place.free_space)).ids)]

    # -- constraints ------------------------------------------------------------------------

    @api.constrains("parent_id", "kind")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A place cannot lie inside itself."))
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for place in self | self.child_ids:
            outer = place.parent_id
            if outer and _DEPTH[outer.kind] > _DEPTH[place.kind]:
                raise ValidationError(
                    self.env._(
                        "%(place)s: a place of kind “%(inner)s” does not stand inside one of"
                        " kind “%(outer)s”.",
                        place=place.name,
                        inner=labels[place.kind],
                        outer=labels[outer.kind],
                    )
                )

    @api.constrains("name", "barcode")
    def _check_text(self):
        for place in self:
            if not place.name.strip() or (place.barcode and not place.barcode.strip()):
                raise ValidationError(self.env._("A place has a name that can be read."))

    @api.constrains("lockable", "parent_id")
    def _check_lock(self):
        below = self.sudo().search([("id", "child_of", self.ids), ("locked", "=", False)])
        stored = (
            self.env["property.archive.record"]
            .sudo()
            .search(
                [
                    ("location_id", "in", below.ids),
                    ("level_id.clearance_required", "=", True),
                ],
                limit=1,
            )
        )
        if stored:
            raise ValidationError(
                self.env._(
                    "%(place)s holds %(record)s, which wants a place with a lock.",
                    place=stored.location_id.display_name,
                    record=stored.display_name,
                )
            )

    @api.constrains("carrier_ids", "parent_id")
    def _check_carriers(self):
        below = self.sudo().with_context(active_test=False).search([("id", "child_of", self.ids)])
        records = self.env["property.archive.record"].sudo()
        kinds = ["location_id", "carrier"]
        for *_kind, found in records._read_group(
            [("location_id", "in", below.ids)], kinds, ["id:min"]
        ):
            records.browse(found)._check_carrier()

    @api.constrains("capacity", "parent_id")
    def _check_capacity(self):
        self._check_room()

    # -- rules on what lies here ------------------------------------------------------------

    def _allowed_carriers(self):
        """Carriers this place is kept for: its own, or those of the nearest place around it.

        :return: ``property.archive.carrier``, empty where none are named
        """
        place = self
        while place and not place.carrier_ids:
            place = place.parent_id
        return place.carrier_ids

    def _around(self):
        """These places with all that stand around them."""
        ids = {int(step) for place in self for step in (place.parent_path or "").split("/") if step}
        return self.browse(sorted(ids | set(self.ids)))

    @api.model
    def _held_by(self, department=None):
        """Places a department keeps, with all inside that no other department keeps.

        :param department: ``hr.department``; without one, places of any department
        """
        places = self.with_context(active_test=False)
        named = places.search([("department_id", "!=", False)])
        holders = {place.id: place.department_id for place in named}

        def holder(place):
            steps = reversed([int(step) for step in place.parent_path.split("/") if step])
            return next(holders[step] for step in steps if step in holders)

        inside = places.search([("id", "child_of", named.ids)])
        return inside.filtered(lambda place: not department or holder(place) == department)

    def _check_room(self):
        """Raise when one of these places, or one around them, holds more than fits.

        Called after records were put there. Of two transactions that fill the same place
        the later one starts over: each changes the row of the place.

        :raise UserError: naming the place, what fits and what is there
        """
        self.flush_recordset(["parent_id", "capacity"])
        counted = self.sudo()._around().filtered("capacity").sorted("id")
        if not counted:
            return
        self.env.cr.execute(
            "UPDATE property_archive_location l SET capacity = l.capacity FROM ("
            "SELECT id FROM property_archive_location WHERE id = ANY(%s) ORDER BY id"
            " FOR NO KEY UPDATE) locked WHERE l.id = locked.id",
            (counted.ids,),
        )
        counts = counted._count_records()
        for place in counted:
            if counts.get(place.id, 0) > place.capacity:
                raise UserError(
                    self.env._(
                        "%(place)s has room for %(capacity)s records, and %(count)s would be"
                        " there. Choose another place, or enlarge it.",
                        place=place.display_name,
                        capacity=place.capacity,
                        count=counts[place.id],
                    )
                )

    # -- life -------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        places = super().create(vals_list)
        for place in places.filtered(lambda place: not place.barcode):
            place.barcode = self.env["ir.sequence"].sudo().next_by_code(self._name)
        return places

    @api.model
    def _by_barcode(self, code):
        """The place of the user's company with this barcode, in either case of letters."""
        code = (code or "").strip()
        company = [("company_id", "=", self.env.company.id)]
        pattern = code.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        return self.search([("barcode", "=", code), *company], limit=1) or self.search(
            [("barcode", "=ilike", pattern), *company], limit=1
        )

    def action_open_records(self):
        """The records kept here and inside, those the user may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        action["name"] = self.display_name
        action["domain"] = [("current_location_id", "child_of", self.id)]
        action["context"] = {}
        return action

    def action_open_places(self):
        """What stands inside this place."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_location_action"
        )
        action["domain"] = [("parent_id", "=", self.id)]
        action["context"] = {"default_parent_id": self.id}
        return action
