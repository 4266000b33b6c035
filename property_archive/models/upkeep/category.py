from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Fields whose change moves the dates of filed records.
_UPKEEP_FIELDS = {
    "sealing",
    "sealing_months",
    "one_open_file",
    "review_period",
    "review_incomplete",
}
#: Months of each review period.
REVIEW_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class PropertyArchiveCategory(models.Model):
    """Sealing and review rules for filed records (requirements A11, A12)."""

    _inherit = "property.archive.category"
    sealing = fields.Boolean(
        "Sealed After a Time",
        help="Records are sealed 封存 some time after they were filed: they are neither lent"
        " nor amended until a reopening is approved. An open file about a subject is never"
        " sealed.",
    )
    sealing_months = fields.Integer("Sealed After (Months)", default=12)
    review_period = fields.Selection(
        [("month", "Monthly"), ("quarter", "Quarterly"), ("year", "Yearly")],
        "Review Cycle",
        help="How often somebody looks whether an open file is still right. Empty: never.",
    )
    review_incomplete = fields.Boolean(
        "Monthly While Incomplete", help="An incomplete file is reviewed every month."
    )

    review_incident_days = fields.Integer(
        "Overdue Review: Incident after (Days)",
        help="So many days after a review was due it is an incident by itself: not updated."
        " 0: never.",
    )

    _review_incident_positive = models.Constraint(
        "CHECK (review_incident_days >= 0)", "Days cannot be negative."
    )
    _sealing_positive = models.Constraint(
        "CHECK (sealing IS NOT TRUE OR sealing_months > 0)",
        "Say after how many months records are sealed.",
    )

    @api.constrains("sealing", "sealing_months")
    def _check_sealing(self):
        for category in self.filtered("sealing"):
            if not 0 < category.sealing_months <= 1200:
                raise ValidationError(
                    self.env._(
                        "%s: records are sealed 1 to 1200 months after they were filed.",
                        category.display_name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if _UPKEEP_FIELDS & set(vals):
            self.env["property.archive.record"]._reset_upkeep(self)
        return result
