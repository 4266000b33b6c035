from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...codes import CODE_FORM, find_by_code
from ..scheme.unit import natural_key

#: Kinds of places, from the outermost to the innermost.
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
    _inherit = [
        "property.archive.derived",
        "property.archive.tree",
        "mail.thread",
        "mail.activity.mixin",
    ]
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
    keeper_id = fields.Many2one(
        "res.users",
        "Keeper",
        ondelete="restrict",
        index="btree_not_null",
        help="Who answers for this place and has its keys 专人专柜.",
    )
    lockable = fields.Boolean(help="The place itself has a lock.")
    locked = fields.Boolean(
        compute="_compute_locked",
        store=True,
        recursive=True,
        help="The place or something around it has a lock: confidential and higher"
        " records are kept only there.",
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

    _barcode_form_idx = models.Index(f"({CODE_FORM.format('barcode')})")
    _barcode_uniq = models.UniqueIndex(
        "(company_id, barcode) WHERE barcode IS NOT NULL",
        "This barcode is on another place.",
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

    # -- life -------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        places = super().create(vals_list)
        bare = places.filtered(lambda place: not place.barcode)
        for company, own in bare.grouped("company_id").items():
            numbers = self.env["ir.sequence"]._archive_next(company, self._name, len(own))
            for place, number in zip(own, numbers, strict=True):
                place.barcode = number
        return places

    @api.model
    def _by_barcode(self, code):
        """The place of the user's company with this barcode: see :func:`~..codes.find_by_code`."""
        return find_by_code(self, "barcode", code, [("company_id", "=", self.env.company.id)])

    def action_open_places(self):
        """Open the places inside this place."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_location_action"
        )
        action["domain"] = [("parent_id", "=", self.id)]
        action["context"] = {"default_parent_id": self.id}
        return action
