from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveAmendmentPart(models.AbstractModel):
    """One thing that an amendment changes: it has the rights of the record (A10)."""

    _name = "property.archive.amendment.part"
    _description = "Part of an Amendment"
    _inherit = ["property.archive.protected"]

    #: What the log calls reading it.
    _read_action = "viewed"

    amendment_id = fields.Many2one(
        "property.archive.amendment", required=True, index=True, ondelete="cascade"
    )
    record_id = fields.Many2one(related="amendment_id.record_id", store=True, index=True)
    company_id = fields.Many2one(related="amendment_id.company_id", store=True)
    state = fields.Selection(related="amendment_id.state")

    def _editable_fields(self):
        if set(self.sudo().mapped("amendment_id.state")) <= {"draft"}:
            return self._creatable_fields() - {"amendment_id"}
        return set()

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_draft()
        return parts

    def _check_draft(self):
        for amendment in self.sudo().amendment_id:
            amendment._check_state(
                "draft", rule=self.env._("What it changes stays as it was asked.")
            )
            if amendment.kind != "amend":
                raise UserError(
                    self.env._("%s reopens a record: it changes nothing.", amendment.display_name)
                )
        if not self.env.su:
            self.amendment_id.check_access("write")

    @api.ondelete(at_uninstall=True)
    def _unlink_draft_only(self):
        self._check_draft()

    # -- logging ----------------------------------------------------------------------------

    def _read_format(self, fnames, load="_classic_read"):
        values = super()._read_format(fnames, load)
        if set(fnames) - {"id", "display_name"}:
            self._log_reading(self._read_action)
        return values

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        self._log_reading("exported")
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def onchange(self, values, field_names, fields_spec):
        self._log_reading(self._read_action)
        return super().onchange(values, field_names, fields_spec)

    def _log_reading(self, action):
        records = self._origin.sudo().record_id.sudo(False)
        self.env["property.archive.log"]._log_read(action, records)

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._check_not_text(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _read_group_select(self, aggregate_spec, query):
        self._check_not_text(aggregate_spec)
        return super()._read_group_select(aggregate_spec, query)

    def _check_not_text(self, spec):
        """Raise when texts would be read as groups: no log would say so."""
        field = self._fields.get(spec.split(":")[0].split(".")[0])
        text = field is not None and field.store and field.type in ("char", "text")
        if text and not self.env.su:
            raise UserError(self.env._("Amendments are not grouped by their texts: open them."))
