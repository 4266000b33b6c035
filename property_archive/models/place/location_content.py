from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PropertyArchiveLocation(models.Model):
    """Contents of a place: capacity, permitted records and keeping department (B8, C1)."""

    _inherit = "property.archive.location"

    carrier_ids = fields.Many2many(
        "property.archive.carrier",
        "property_archive_location_carrier_rel",
        "location_id",
        "carrier_id",
        "Carriers",
        help="Only these lie here and in what stands inside, as in an anti-magnetic"
        " cabinet. Empty: as the place around it says.",
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
    _capacity_positive = models.Constraint(
        "CHECK (capacity >= 0)", "A capacity cannot be negative."
    )

    @api.depends("capacity")
    def _compute_room(self):
        """Compute the free space of all these places, with those inside, in one query."""
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
        """Number of records in these places, temporarily placed ones included.

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

    def _is_safe_for(self, level):
        """Whether records of a level may be kept here: confidential ones need a lock (B8).

        :param level: ``property.archive.level`` record
        :rtype: bool
        """
        return bool(self.locked or not level.clearance_required)

    @api.constrains("lockable", "parent_id")
    def _check_lock(self):
        """Raise when confidential records here would lose their lock: see :meth:`_is_safe_for`."""
        below = self.sudo().search([("id", "child_of", self.ids), ("locked", "=", False)])
        stored = (
            self.env["property.archive.record"]
            .sudo()
            .search(
                [
                    "|",
                    ("location_id", "in", below.ids),
                    ("away_location_id", "in", below.ids),
                    ("level_id.clearance_required", "=", True),
                ],
                limit=1,
            )
        )
        if stored:
            place = (stored.location_id | stored.away_location_id) & below
            raise ValidationError(
                self.env._(
                    "%(place)s would have no lock any more, and %(record)s, which is"
                    " %(level)s, is kept there. Move it to a place with a lock first.",
                    place=place[:1].display_name,
                    record=stored.display_name,
                    level=stored.level_id.name,
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

    def _allowed_carriers(self):
        """Carriers allowed here: its own, or those of the nearest enclosing place that has any.

        :return: ``property.archive.carrier``, empty where none are named
        """
        return self._nearest("carrier_ids").carrier_ids

    @api.model
    def _held_by(self, department=None):
        """Places kept by a department, with their sub-places unless another department keeps those.

        :param department: ``hr.department``; without one, places of any department
        """
        places = self.with_context(active_test=False)
        named = places.search([("department_id", "!=", False)])
        holders = {place.id: place.department_id for place in named}

        def holder(place):
            return next(holders[step] for step in reversed(place._path_ids()) if step in holders)

        inside = places.search([("id", "child_of", named.ids)])
        return inside.filtered(lambda place: not department or holder(place) == department)

    def action_open_records(self):
        """Open the records kept here and in places inside, as far as the user may see them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        action["name"] = self.display_name
        action["domain"] = [("current_location_id", "child_of", self.id)]
        action["context"] = {}
        return action
