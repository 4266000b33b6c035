from odoo import fields, models


class PropertyArchiveLoanPolicyStep(models.Model):
    """One step of approval that a policy row asks for."""

    _name = "property.archive.loan.policy.step"
    _description = "Lending Policy Step"
    _inherit = ["property.archive.approval.step.mixin"]
    _rule_field = "policy_id"
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one(
        "property.archive.loan.policy", required=True, index=True, ondelete="cascade"
    )
    long_only = fields.Boolean(
        "Longer Loans Only",
        help="Asked only when the loan is to last longer than the short term of the row.",
    )

    _role_uniq = models.UniqueIndex(
        "(policy_id, role)", "A role decides once: this step is in the row already."
    )
