from odoo import fields, models


class HrJob(models.Model):
    """Which positions the policy counts among the assistant heads (requirement D2)."""

    _inherit = "hr.job"

    archive_assistant_head = fields.Boolean(
        "Assistant Head or Above",
        help="Counts as “assistant head and above” in the lending policy of the"
        " archive; whoever heads a department counts anyway.",
    )
