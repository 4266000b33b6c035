from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .unit import natural_key


class PropertyArchiveLocation(models.Model):
    """A place: room, cabinet, shelf or box (requirement C1)."""

    _name = "property.archive.location"
    _description = "Archive Place"
    _parent_store = True
    _order = "sort_key, id"
    _rec_names_search = ["complete_name", "barcode"]
    _check_company_auto = True

    name = fields.Char(required=True)
    complete_name = fields.Char(
        compute="_compute_complete_name", store=True, recursive=True, index="trigram"
    )
    kind = fields.Selection(
        [
            ("room", "Storeroom"),
            ("cabinet", "Cabinet"),
            ("shelf", "Shelf"),
            ("box", "Box"),
        ],
        required=True,
        default="shelf",
    )
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
    child_ids = fields.One2many("property.archive.location", "parent_id")
    lockable = fields.Boolean(help="The place itself has a lock.")
    locked = fields.Boolean(
        compute="_compute_locked",
        store=True,
        recursive=True,
        help="The place or something around it has a lock: confidential and higher"
        " records are kept only there.",
    )
    capacity = fields.Integer(help="How many records fit; 0: not counted.")
    record_count = fields.Integer(compute="_compute_record_count", compute_sudo=True)
    barcode = fields.Char(copy=False)
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

    def _compute_record_count(self):
        counts = dict(
            self.env["property.archive.record"]
            .sudo()
            ._read_group([("location_id", "in", self.ids)], ["location_id"], ["__count"])
        )
        for place in self:
            place.record_count = counts.get(place, 0)

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A place cannot lie inside itself."))

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
