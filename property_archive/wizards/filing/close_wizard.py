from odoo import api, fields, models
from odoo.exceptions import UserError

from ...selections import KEPT_STATES


class PropertyArchiveCloseWizard(models.TransientModel):
    """Close files with the day and the reason: a tenant left, a matter ended (A5)."""

    _name = "property.archive.close.wizard"
    _description = "Close Files"
    _inherit = ["property.archive.guarded"]

    date = fields.Date(
        "Ended On", required=True, default=lambda self: self.env.company._archive_today()
    )
    reason = fields.Selection(
        [
            ("ended", "Matter ended"),
            ("contract_ended", "Contract ended"),
            ("employee_left", "Employee left"),
        ],
        required=True,
        compute="_compute_reason",
        store=True,
        readonly=False,
        precompute=True,
    )
    tenant = fields.Boolean(compute="_compute_tenant")

    def _records(self):
        return self.env["property.archive.record"].browse(self.env.context.get("active_ids", []))

    @api.depends_context("active_ids")
    def _compute_tenant(self):
        parties = set(self._records().sudo().category_id.mapped("unit_party"))
        for wizard in self:
            wizard.tenant = parties == {"tenant"}

    @api.depends("tenant")
    def _compute_reason(self):
        for wizard in self:
            wizard.reason = "contract_ended" if wizard.tenant else "ended"

    def action_confirm(self):
        """Close the chosen files; remove a tenant who left from the unit.

        :raise UserError: naming a file that is not open, or a day that cannot be
        """
        self.ensure_one()
        records = self._records()
        records._check_archivist()
        records._lock_rows()
        if any(self.date > company._archive_today() for company in records.sudo().company_id):
            raise UserError(self.env._("Close the files once the matter has ended."))
        records._check_state(*KEPT_STATES)
        for record in records:
            if record.date_closed:
                raise UserError(self.env._("%s is closed already.", record.display_name))
            if record.date_document and self.date < record.date_document:
                raise UserError(
                    self.env._(
                        "%(record)s is of %(date)s: it cannot end before that.",
                        record=record.display_name,
                        date=record.date_document,
                    )
                )
        records._close(self.reason, self.date)
        for record in records.sudo().filtered(lambda r: r.category_id.unit_party == "tenant"):
            if record.unit_id.tenant_id == record.partner_id:
                record.unit_id._change_party("tenant", self.env["res.partner"], self.date)
        return {"type": "ir.actions.act_window_close"}
