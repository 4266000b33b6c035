from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.property_archive.selections import KEPT_STATES


class PropertyArchiveResolveWizard(models.TransientModel):
    """The archivist says which record a request in words means."""

    _name = "property.archive.resolve.wizard"
    _description = "Find the Record"
    _inherit = ["property.archive.guarded"]

    line_id = fields.Many2one("property.archive.loan.line", "Request", required=True)
    subject = fields.Char(related="line_id.subject", related_sudo=False)
    candidate_ids = fields.Many2many(
        "property.archive.record",
        compute="_compute_candidate_ids",
        string="Possible Records",
    )
    record_id = fields.Many2one(
        "property.archive.record",
        compute="_compute_record_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('id', 'in', candidate_ids)]",
    )
    reason = fields.Char(
        default=lambda self: self.env._("The archive cannot serve this request."),
        help="Told to who asked. Keep it the same whether there is no such record or it"
        " cannot be lent.",
    )

    def _candidates(self):
        """Records that the request may mean.

        :rtype: property.archive.record
        """
        line = self.line_id
        domain = Domain("company_id", "=", line.company_id.id) & Domain("state", "in", KEPT_STATES)
        if not line.requested_code:
            domain &= Domain("category_id", "child_of", line.category_id.id)
        if line.unit_id:
            domain &= Domain("unit_id", "=", line.unit_id.id)
        records = self.env["property.archive.record"].with_company(line.company_id)
        if line.requested_code:
            return records._by_code(line.requested_code, domain)
        return records.search(domain, order="date_closed desc, id desc", limit=200)

    @api.depends("line_id")
    def _compute_candidate_ids(self):
        for wizard in self:
            wizard.candidate_ids = wizard._candidates()

    @api.depends("line_id")
    def _compute_record_id(self):
        """Where only one record can be meant it is filled in."""
        for wizard in self:
            found = wizard._candidates()
            wizard.record_id = found if len(found) == 1 else wizard.record_id

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "line_id" in fields and self.env.context.get("active_model", "").endswith("line"):
            values.setdefault("line_id", self.env.context.get("active_id"))
        return values

    def action_confirm(self):
        """Name the record."""
        self.ensure_one()
        self.line_id.action_resolve(self.record_id.id)
        return {"type": "ir.actions.act_window_close"}

    def action_decline(self):
        """Decline; the answer is the same whether there is no such record or it is not lent."""
        self.ensure_one()
        self.line_id.action_decline(self.reason)
        return {"type": "ir.actions.act_window_close"}
