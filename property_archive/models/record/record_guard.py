from odoo import api, models
from odoo.exceptions import UserError

#: What a draft holds and a filed record does not change any more.
_ENTRY_FIELDS = {
    "name",
    "category_id",
    "level_id",
    "scope",
    "department_id",
    "responsible_id",
    "partner_id",
    "employee_id",
    "unit_id",
    "plate",
    "parent_id",
    "medium",
    "date_document",
    "page_count",
    "quantity",
    "note",
    "enclosure_ids",
    "company_id",
}


class PropertyArchiveRecord(models.Model):
    """What may be set on a record, by whom and how long (requirements A2, A6, A10)."""

    _inherit = "property.archive.record"

    def _creatable_fields(self):
        return _ENTRY_FIELDS

    def _editable_fields(self):
        states = set(self.sudo().mapped("state"))
        if states <= {"draft"}:
            return _ENTRY_FIELDS
        return set()

    def _protected_error(self, names):
        filed = self.sudo().filtered(lambda r: r.state != "draft")
        if filed and names <= _ENTRY_FIELDS:
            return UserError(
                self.env._(
                    "%(record)s is %(state)s: what was filed is not changed silently.",
                    record=filed[0].display_name,
                    state=filed[0]._label("state"),
                )
            )
        return super()._protected_error(names)

    @api.onchange("category_id")
    def _onchange_category_id(self):
        """Show the checklist of the category at once, unless work on it has begun."""
        if any(e.present or e._origin for e in self.enclosure_ids if e.piece_id):
            return
        own = self.enclosure_ids.filtered(lambda e: not e.piece_id)
        self.enclosure_ids = own
        for vals in self._checklist_vals():
            self.enclosure_ids += self.enclosure_ids.new(vals)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_company_allowed()
        records._check_volume_readable()
        records._add_checklist()
        records._subjects_changed({name for vals in vals_list for name in vals})
        return records

    def _create_protected(self, vals_list):
        # Content apart from its record: with it, the ORM would work out the record's stored
        # fields on every piece of it, which doubles the time of a large register.
        bare = [{**vals} for vals in vals_list]
        contents = [vals.pop("enclosure_ids", []) for vals in bare]
        records = super()._create_protected(bare)
        self.env["property.archive.enclosure"].sudo().create(
            [
                {**piece, "record_id": record.id}
                for record, commands in zip(records, contents, strict=True)
                for _command, _id, piece in commands
            ]
        )
        records._add_checklist()
        records._subjects_changed({name for vals in vals_list for name in vals})
        return records

    def _write_protected(self, vals):
        result = super()._write_protected(vals)
        self._subjects_changed(vals)
        return result

    def _subjects_changed(self, names):
        """Who reads their own file is worked out with the other rights of a user."""
        if {"employee_id", "category_id"} & set(names):
            self.env["property.archive.access"]._forget()

    def write(self, vals):
        result = super().write(vals)
        self._subjects_changed(vals)
        if "company_id" in vals:
            self._check_company_allowed()
        if vals.get("parent_id"):
            self._check_volume_readable()
        return result

    def _check_volume_readable(self):
        """Who puts an item in a volume sees the volume, or is told nothing of it."""
        self.sudo().parent_id.with_env(self.env).check_access("read")

    def _check_company_allowed(self):
        for company in self.company_id - self.env.companies:
            raise UserError(self.env._("You do not work in company %s.", company.sudo().name))

    def _checklist_vals(self):
        """Values of the pieces of this record's checklist (A6)."""
        return self.category_id.piece_ids._enclosure_vals(self.company_id)

    def _add_checklist(self):
        """Give each record without content the pieces of its category's checklist (A6)."""
        self.env["property.archive.enclosure"].sudo().create(
            [
                {**vals, "record_id": record.id}
                for record in self.sudo()
                if not record.enclosure_ids
                for vals in record._checklist_vals()
            ]
        )

    @api.ondelete(at_uninstall=True)
    def _unlink_draft_only(self):
        self.sudo()._check_state(
            "draft", rule=self.env._("A record is destroyed by procedure, never deleted.")
        )
        for record in self.sudo():
            if record.reference:
                raise UserError(
                    self.env._(
                        "%s is in the register: a record is destroyed by procedure, never deleted.",
                        record.display_name,
                    )
                )
