from odoo import api, fields, models
from odoo.exceptions import UserError

#: What one step makes at most: more is a typing mistake.
_MOST = 2000


class GuidePlaceWizard(models.TransientModel):
    """A storeroom with cabinets, shelves and boxes, made in one step (requirement C1)."""

    _name = "property.archive.guide.place.wizard"
    _description = "Set Up a Storeroom"
    _inherit = ["property.archive.guarded"]

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    name = fields.Char("Storeroom", required=True, default=lambda self: self.env._("Storeroom 1"))
    lockable = fields.Boolean(
        "Cabinets Have Locks",
        default=True,
        help="Confidential files and higher lie only behind a lock.",
    )
    cabinets = fields.Integer("Number of Cabinets", required=True, default=4)
    cabinet_name = fields.Char(
        "Cabinets Are Called",
        required=True,
        default=lambda self: self.env._("Cabinet %s", "#"),
        help="# stands for the number.",
    )
    shelves = fields.Integer("Shelves in Each", required=True, default=5)
    shelf_name = fields.Char(
        "Shelves Are Called", required=True, default=lambda self: self.env._("Shelf %s", "#")
    )
    boxes = fields.Integer("Boxes on Each", help="0: files stand on the shelf.")
    box_name = fields.Char(
        "Boxes Are Called", required=True, default=lambda self: self.env._("Box %s", "#")
    )
    count = fields.Integer("Places", compute="_compute_count")

    @api.depends("cabinets", "shelves", "boxes")
    def _compute_count(self):
        for wizard in self:
            cabinets, shelves, boxes = (max(n, 0) for n in wizard._numbers())
            wizard.count = 1 + cabinets * (1 + shelves * (1 + boxes))

    def _numbers(self):
        return self.cabinets, self.shelves, self.boxes

    def action_create(self):
        """Make the places and show them.

        :raise UserError: when a number is negative or the places are too many for one step
        """
        self.ensure_one()
        if min(self._numbers()) < 0 or self.count > _MOST:
            raise UserError(
                self.env._(
                    "%(count)s places cannot be made in one step: between 1 and %(most)s can.",
                    count=self.count,
                    most=_MOST,
                )
            )
        places = self.env["property.archive.location"]
        room = places.create({"name": self.name, "kind": "room", "company_id": self.company_id.id})
        parents = room
        for kind, count, name in (
            ("cabinet", self.cabinets, self.cabinet_name),
            ("shelf", self.shelves, self.shelf_name),
            ("box", self.boxes, self.box_name),
        ):
            if not count:
                break
            parents = places.create(
                [
                    {
                        "name": name.replace("#", str(number))
                        if "#" in name
                        else f"{name} {number}",
                        "kind": kind,
                        "sequence": number,
                        "parent_id": parent.id,
                        "company_id": self.company_id.id,
                        "lockable": kind == "cabinet" and self.lockable,
                    }
                    for parent in parents
                    for number in range(1, count + 1)
                ]
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_location_action"
        )
        return action | {"domain": [("id", "child_of", room.id)], "target": "main"}
