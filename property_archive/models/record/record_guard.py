from odoo import api, models
from odoo.exceptions import UserError

#: Fields that are set in a draft and are fixed once the record is filed.
_ENTRY_FIELDS = {
    "name",
    "category_id",
    "level_id",
    "scope",
    "department_id",
    "responsible_id",
    "partner_id",
    "joint_partner_ids",
    "employee_id",
    "unit_id",
    "plate",
    "parent_id",
    "medium",
    "date_document",
    "date_partial",
    "page_count",
    "quantity",
    "paper_size",
    "date_entry",
    "note",
    "company_id",
}


class PropertyArchiveRecord(models.Model):
    """Which fields of a record can be set, by whom and until when (requirements A2, A6, A10)."""

    _inherit = "property.archive.record"

    @api.model
    def _entry_fields(self):
        """Names of the fields that are set in a draft and are fixed once the record is filed.

        :rtype: set(str)
        """
        return _ENTRY_FIELDS

    def _creatable_fields(self):
        return self._entry_fields()

    def _editable_fields(self):
        states = set(self.sudo().mapped("state"))
        if states <= {"draft"}:
            return self._entry_fields()
        return set()

    def _protected_error(self, names):
        filed = self.sudo().filtered(lambda r: r.state != "draft")
        if filed and names <= self._entry_fields():
            return UserError(
                self.env._(
                    "%(record)s is %(state)s: what was filed is not changed silently.",
                    record=filed[0].display_name,
                    state=filed[0]._label("state"),
                )
            )
        return super()._protected_error(names)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_company_allowed()
        records._check_volume_readable()
        records._subjects_changed({name for vals in vals_list for name in vals})
        return records

    def _create_protected(self, vals_list):
        records = super()._create_protected(vals_list)
        records._subjects_changed({name for vals in vals_list for name in vals})
        return records

    def _write_protected(self, vals):
        result = super()._write_protected(vals)
        self._subjects_changed(vals)
        return result

    def _subjects_changed(self, names):
        """Who a file is about has changed: recompute who may read their own file."""
        if {"employee_id", "category_id"} & set(names):
            self.env["res.users"]._archive_forget_rights()

    def write(self, vals):
        result = super().write(vals)
        self._subjects_changed(vals)
        if "company_id" in vals:
            self._check_company_allowed()
        if vals.get("parent_id"):
            self._check_volume_readable()
        return result

    def _check_volume_readable(self):
        """Raise unless the user can see the volume; the message says nothing about it."""
        self.sudo().parent_id.with_env(self.env).check_access("read")

    def _check_company_allowed(self):
        for company in self.company_id - self.env.companies:
            raise UserError(self.env._("You do not work in company %s.", company.sudo().name))

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
