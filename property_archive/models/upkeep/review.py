from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveReview(models.Model):
    """A review of a record: who checked that it is up to date, and the result (A12)."""

    _name = "property.archive.review"
    _description = "Review of a Record"
    _inherit = ["property.archive.read", "property.archive.protected"]
    _order = "id desc"
    _groupable_figures = frozenset({"date", "user_id"})

    record_id = fields.Many2one(
        "property.archive.record", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="record_id.company_id", store=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    result = fields.Selection(
        [
            ("right", "Still right"),
            ("incomplete", "Something is missing"),
            ("amend", "To be amended"),
            ("completed", "Completed"),
        ],
        required=True,
        readonly=True,
    )
    contact_changed = fields.Boolean(readonly=True)
    note = fields.Text(readonly=True)

    @api.depends("record_id", "date")
    def _compute_display_name(self):
        for review in self:
            review.display_name = f"{review.sudo().record_id.display_name} · {review.date:%Y-%m-%d}"

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("A review is never deleted."))
