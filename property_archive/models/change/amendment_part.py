from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveAmendmentPart(models.AbstractModel):
    """One part of an amendment, with the access rights of the record (A10)."""

    _name = "property.archive.amendment.part"
    _description = "Part of an Amendment"
    _inherit = ["property.archive.read", "property.archive.protected"]

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
