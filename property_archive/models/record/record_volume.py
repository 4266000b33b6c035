import re
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...fields import ChineseChar
from ...selections import KEPT_STATES

_PLATE_NOISE = re.compile(r"[\s·.\-]")


def plate_key(plate):
    """Normalise a licence plate: remove separators between its characters."""
    return _PLATE_NOISE.sub("", plate or "").upper()


class PropertyArchiveRecord(models.Model):
    """The subject of a record, and its place among other records (requirements A3 to A5)."""

    _inherit = "property.archive.record"

    child_ids = fields.One2many("property.archive.record", "parent_id", "Items")
    child_count = fields.Integer("Item Count", compute="_compute_child_count")
    plate = ChineseChar("Licence Plate", size=20, help="The plate of the vehicle 车牌号.")
    exclusive_key = fields.Char(
        compute="_compute_exclusive_key", store=True, copy=False, compute_sudo=True
    )
    item_key = fields.Char(
        "Order in the Volume", compute="_compute_item_key", store=True, compute_sudo=True
    )
    shelf_key = fields.Char(
        "Order on the Shelf", compute="_compute_shelf_key", store=True, compute_sudo=True
    )
    date_bound = fields.Date(
        "Bound On", readonly=True, copy=False, help="When it was bound with others of its year."
    )

    _exclusive_uniq = models.UniqueIndex(
        "(company_id, exclusive_key) WHERE exclusive_key IS NOT NULL",
        lambda env, _diagnostics: env._(
            "There is an open file about this subject in a category that excludes this one:"
            " close that file first."
        ),
    )
    _plate_ngram_idx = models.Index(
        "USING gin (property_archive_ngrams(plate)) WHERE plate IS NOT NULL"
    )
    _item_idx = models.Index("(parent_id, item_key) WHERE parent_id IS NOT NULL")
    _shelf_idx = models.Index("(category_id, shelf_key) WHERE shelf_key IS NOT NULL")

    @api.depends("subject_key", "category_id.exclusive_group")
    def _compute_exclusive_key(self):
        for record in self:
            group = record.category_id.exclusive_group
            record.exclusive_key = (
                f"{group}:{record.subject_key}" if group and record.subject_key else False
            )

    @api.depends(
        "parent_id.category_id.item_order", "date_document", "category_id.sort_key", "parent_id"
    )
    def _compute_item_key(self):
        for record in self:
            order = record.parent_id.category_id.item_order
            day = record.date_document
            if not record.parent_id:
                record.item_key = False
            elif order == "newest":
                record.item_key = f"{(date.max - (day or date.min)).days:08}"
            elif order == "class":
                record.item_key = f"{record.category_id.sort_key} {day or date.max}"
            else:
                record.item_key = str(day or date.max)

    @api.depends("category_id.shelf_order", "unit_id.sort_key", "unit_id.floor")
    def _compute_shelf_key(self):
        for record in self:
            unit, order = record.unit_id, record.category_id.shelf_order
            if order == "code" or not unit:
                record.shelf_key = False
            elif order == "floor":
                record.shelf_key = f"{unit.floor + 1000:04} {unit.sort_key}"
            else:
                record.shelf_key = unit.sort_key

    def _get_subject_key(self):
        key = super()._get_subject_key()
        category = self.category_id
        gone = self.state in ("purging", "destroyed", "transferred")
        if key or not category.one_open_file or self.date_closed or gone:
            return key
        if category.subject_kind == "vehicle" and self.plate:
            return f"v{plate_key(self.plate)}"
        if category.subject_kind == "outside" and self.partner_id:
            return f"p{self.partner_id.id}"
        return False

    @api.constrains("exclusive_key", "company_id")
    def _check_exclusive(self):
        pair = self._find_clash("exclusive_key")
        if pair:
            record, other = pair
            subject = (other.unit_id or other.partner_id).display_name
            if not other._known_twins():
                raise ValidationError(self._unknown_twin_message(subject))
            raise ValidationError(
                self.env._(
                    "%(subject)s has an open file already: %(record)s. It has one of"
                    " %(category)s or of %(other)s, never both: close that file first.",
                    subject=subject,
                    record=other.display_name,
                    category=record.category_id.sudo().display_name,
                    other=other.category_id.display_name,
                )
            )

    @api.onchange("unit_id")
    def _onchange_unit_id(self):
        """Fill in the unit's owner or tenant, as the category requires."""
        party = self.category_id.unit_party
        contact = party and self.unit_id[f"{party}_id"]
        if contact:
            self.partner_id = contact
            owners = self.unit_id.owner_ids if party == "owner" else contact
            self.joint_partner_ids = owners - contact
        elif party and self.unit_id and self._is_of_another_unit(party):
            # filled in from the unit that was chosen before
            self.update({"partner_id": False, "joint_partner_ids": False})

    def _is_of_another_unit(self, party):
        """Whether this record's subject is the owner, or tenant, of a unit other than its own."""
        name = "owner_ids" if party == "owner" else "tenant_id"
        units = self.env["property.archive.unit"].search(
            [(name, "in", self.partner_id.ids), ("company_id", "=", self.company_id.id)], limit=2
        )
        return bool(units - self.unit_id._origin)

    def action_bind(self):
        """Record that these were bound: volumes, and closed files by year (A5, J18)."""
        self._check_archivist()
        self._lock_rows()
        self.sudo()._check_state(*KEPT_STATES, rule=self.env._("What is filed is bound."))
        loose = self.sudo().filtered(lambda record: not record.date_bound)
        for company, records in loose.grouped("company_id").items():
            records._write_protected({"date_bound": company._archive_today()})
        self.env["property.archive.log"]._log("bound", loose)
        return True

    def _compute_child_count(self):
        counts = dict(self._read_group([("parent_id", "in", self.ids)], ["parent_id"], ["__count"]))
        for record in self:
            record.child_count = counts.get(record, 0)

    def action_open_items(self):
        """Open the items 卷内文件 of this volume that the user can see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        view = self.env.ref("property_archive.property_archive_record_view_list_items")
        action["views"] = [(view.id, "list"), (False, "form")]
        action["domain"] = [("parent_id", "=", self.id)]
        action["context"] = {"default_parent_id": self.id}
        return action
