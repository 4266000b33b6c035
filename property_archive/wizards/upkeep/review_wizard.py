from odoo import api, fields, models


class PropertyArchiveReviewWizard(models.TransientModel):
    """Record the result of a review of some records."""

    _name = "property.archive.review.wizard"
    _description = "Review of Records"
    _inherit = ["property.archive.guarded"]

    record_ids = fields.Many2many(
        "property.archive.record", required=True, default=lambda self: self._default_record_ids()
    )
    result = fields.Selection(
        selection=lambda self: self._selection_result(), required=True, default="right"
    )
    note = fields.Text()

    @api.model
    def _selection_result(self):
        results = self.env["property.archive.review"]._fields["result"]
        # missing pieces are added one by one in the completion wizard
        return [r for r in results._description_selection(self.env) if r[0] != "completed"]

    @api.model
    def _default_record_ids(self):
        if self.env.context.get("active_model") == "property.archive.record":
            return self.env.context.get("active_ids", [])
        return []

    def action_confirm(self):
        """Record the review; if something must be corrected, open an amendment."""
        self.ensure_one()
        self.record_ids._review(self.result, self.note)
        if self.result == "amend" and len(self.record_ids) == 1:
            return self.record_ids.action_amend()
        return {"type": "ir.actions.act_window_close"}
