from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...selections import SCOPES

#: Fields of a record that an amendment may change.
AMENDABLE = (
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
    "parent_id",
    "medium",
    "carrier",
    "date_document",
    "page_count",
    "quantity",
    "date_entry",
    "paper_size",
    "note",
)


class PropertyArchiveAmendmentValue(models.Model):
    """One entry of the register that an amendment changes, old and new (A10)."""

    _name = "property.archive.amendment.value"
    _description = "Amended Entry"
    _inherit = ["property.archive.amendment.part"]
    _order = "amendment_id, id"

    field_name = fields.Selection(
        selection=lambda self: self._selection_field_name(), string="Register Entry", required=True
    )
    field_kind = fields.Char(compute="_compute_field_kind")
    new_char = fields.Text("New Text")
    new_date = fields.Date()
    new_integer = fields.Integer("New Number")
    new_scope = fields.Selection(SCOPES)
    new_paper_size = fields.Selection(selection=lambda self: self._selection_of("paper_size"))
    new_medium = fields.Selection(selection=lambda self: self._selection_of("medium"))
    new_carrier = fields.Selection(selection=lambda self: self._selection_of("carrier"))
    new_model = fields.Char(compute="_compute_field_kind")
    new_res_id = fields.Many2oneReference("New Value", model_field="new_model")
    new_partner_ids = fields.Many2many(
        "res.partner",
        "property_archive_amendment_value_partner_rel",
        "value_id",
        "partner_id",
        "New Contacts",
        ondelete="restrict",
        copy=False,
    )
    old_value = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    old_text = fields.Text("Old", compute="_compute_old_text", store=True, compute_sudo=False)
    new_text = fields.Text("New", compute="_compute_new_text", store=True, compute_sudo=False)

    _field_uniq = models.UniqueIndex(
        "(amendment_id, field_name)", "An entry stands once on an amendment."
    )

    @api.model
    def _selection_field_name(self):
        fields_get = self.env["property.archive.record"]._fields
        return [(name, fields_get[name].get_description(self.env)["string"]) for name in AMENDABLE]

    @api.model
    def _selection_of(self, name):
        return self.env["property.archive.record"]._fields[name]._description_selection(self.env)

    def _creatable_fields(self):
        return {
            "amendment_id",
            "field_name",
            "new_char",
            "new_date",
            "new_integer",
            "new_scope",
            "new_medium",
            "new_paper_size",
            "new_carrier",
            "new_res_id",
            "new_partner_ids",
        }

    @api.depends("field_name")
    def _compute_field_kind(self):
        record_fields = self.env["property.archive.record"]._fields
        for value in self:
            field = record_fields.get(value.field_name)
            kind = field.type if field else False
            value.field_kind = "char" if kind == "text" else kind
            value.new_model = field.comodel_name if kind == "many2one" else False

    @api.depends("field_name", "record_id")
    def _compute_old_text(self):
        for value in self:
            record = value.amendment_id.record_id._origin
            # without sudo: a form may pass any record id
            known = record and value.field_name and record.has_access("read")
            value.old_text = (
                value._describe(value._raw(record[value.field_name])) if known else False
            )

    @api.depends(
        "field_name",
        "new_char",
        "new_date",
        "new_integer",
        "new_scope",
        "new_medium",
        "new_paper_size",
        "new_carrier",
        "new_res_id",
        "new_partner_ids",
    )
    def _compute_new_text(self):
        for value in self:
            value.new_text = value.field_name and value._describe(value._get_new_value())

    def _raw(self, content):
        """A value in JSON form: one id, a list of ids, a date as text."""
        if isinstance(content, models.BaseModel):
            field = self.env["property.archive.record"]._fields[self.field_name]
            return sorted(content.ids) if field.type == "many2many" else content.id
        return fields.Date.to_string(content) if hasattr(content, "year") else content

    def _get_new_value(self):
        """The new value, in the form written to the record."""
        self.ensure_one()
        kind = self.field_kind
        if kind == "selection":
            return self[f"new_{self.field_name}"]
        if kind == "many2one":
            return self.new_res_id or False
        if kind == "many2many":
            return sorted(self.sudo().new_partner_ids._origin.ids)
        if kind == "char":
            return (self.new_char or "").strip() or False
        return self._raw(self[f"new_{kind}"]) if kind in ("date", "integer") else False

    def _describe(self, raw):
        """A raw value as text for users."""
        self.ensure_one()
        if raw is False or raw is None:
            return False
        if self.field_kind == "many2many":
            contacts = self.env["res.partner"].browse(raw).exists()
            return "、".join(contacts.mapped("display_name")) or False
        if self.field_kind == "many2one":
            document = self.env[self.new_model].browse(raw).exists()
            return document.display_name if document else False
        if self.field_kind == "selection":
            return dict(self._selection_of(self.field_name)).get(raw)
        return str(raw)

    @api.model_create_multi
    def create(self, vals_list):
        values = super().create(vals_list)
        values._check_new_value()
        return values

    def write(self, vals):
        result = super().write(vals)
        self._check_new_value()
        return result

    def _check_new_value(self):
        """Raise when a new value is missing, too long, negative, or not visible to the user."""
        record_fields = self.env["property.archive.record"]._fields
        for value in self:
            field, new = record_fields[value.field_name], value._get_new_value()
            label = dict(value._selection_field_name())[value.field_name]
            if field.required and not new:
                raise UserError(self.env._("%s cannot be emptied: name the new value.", label))
            if value.field_kind == "integer" and new < 0:
                raise UserError(self.env._("%s cannot be negative.", label))
            if field.type == "char" and len(new) > field.size:
                raise UserError(
                    self.env._("%(entry)s is longer than %(size)s.", entry=label, size=field.size)
                )
            named = [new] if value.field_kind == "many2one" and new else []
            named = new if value.field_kind == "many2many" else named
            if named:
                documents = self.env[field.comodel_name].browse(named)
                # search, so that hidden and non-existing ids give the same answer
                if documents.search_count([("id", "in", named)]) < len(named):
                    raise UserError(self.env._("You see no such document: %s.", label))

    def _refresh(self):
        """Store the record's present values when the change is submitted.

        :raise UserError: when an entry is not changed at all
        """
        for value in self.sudo():
            raw = value._raw(value.record_id[value.field_name])
            if raw == value._get_new_value():
                raise UserError(
                    self.env._(
                        "%s is that already: take it off the amendment.",
                        dict(value._selection_field_name())[value.field_name],
                    )
                )
            value._write_protected({"old_value": raw, "old_text": value._describe(raw)})

    def _apply(self):
        """Write the new values to the record.

        :raise UserError: when the record changed after the change was asked for
        """
        if not self:
            return
        record = self.sudo().record_id
        vals = {}
        for value in self.sudo():
            if (value._raw(record[value.field_name]) or False) != (value.old_value or False):
                raise UserError(
                    self.env._(
                        "%(record)s was changed since this was asked for (%(entry)s): refuse it"
                        " and let it be asked anew.",
                        record=record.display_name,
                        entry=dict(value._selection_field_name())[value.field_name],
                    )
                )
            vals[value.field_name] = value._get_new_value()
        if "joint_partner_ids" in vals or "partner_id" in vals:
            # the main subject is not repeated among the other subjects
            first = vals.get("partner_id", record.partner_id.id)
            joint = vals.get("joint_partner_ids", record.joint_partner_ids.ids)
            vals["joint_partner_ids"] = [Command.set([one for one in joint if one != first])]
        if "category_id" in vals:
            # a category's default level and scope apply to new records, not to filed ones
            vals = {"level_id": record.level_id.id, "scope": record.scope, **vals}
        record._write_protected(vals)
        record.flush_recordset()
        record.env["property.archive.access"]._forget()

    def _clear_content(self):
        """Clear old and new values, which reveal destroyed content (E6)."""
        names = self._creatable_fields() - {"amendment_id", "field_name"}
        empty = dict.fromkeys([*names, "old_value", "old_text", "new_text"], False)
        self._write_protected({**empty, "new_integer": 0, "new_partner_ids": [Command.clear()]})
