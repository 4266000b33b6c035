from odoo import api, fields, models


class PropertyArchiveLoanReminder(models.Model):
    """A stage of reminding 催还: when, and whom (requirement D6)."""

    _name = "property.archive.loan.reminder"
    _description = "Loan Reminder Stage"
    _inherit = ["property.archive.guarded"]
    _order = "days, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    days = fields.Integer(
        "Days after Due",
        required=True,
        help="Negative: before it is due. Counted from the morning of the due date.",
        aggregator=None,
    )
    audience = fields.Selection(
        [
            ("borrower", "Borrower"),
            ("manager", "Borrower's Manager"),
            ("archive_head", "Archive Head"),
        ],
        required=True,
        default="borrower",
    )

    _stage_uniq = models.UniqueIndex(
        "(days, audience) WHERE active", "This stage is there already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        self._reschedule()
        return stages

    def write(self, vals):
        result = super().write(vals)
        if {"days", "active"} & set(vals):
            self._reschedule()
        return result

    @api.model
    def _reschedule(self):
        """Stages changed: recompute the next reminder of the loans that are out."""
        lines = self.env["property.archive.loan.line"].sudo()
        for line in lines.search([("state", "=", "out"), ("physical", "=", True)]):
            line._write_protected({"date_reminder": line._next_reminder(line.date_due)})

    @api.model
    def _stages(self):
        """The stages in use, the earliest first."""
        return self.search([("active", "=", True)])
