from odoo import api, fields, models


class PropertyArchiveLoanPolicyStep(models.Model):
    """One step of approval that a policy row asks for."""

    _name = "property.archive.loan.policy.step"
    _description = "Lending Policy Step"
    _inherit = ["property.archive.approval.step.mixin"]
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

    @api.model_create_multi
    def create(self, vals_list):
        rows = self.env["property.archive.loan.policy"].browse(
            {vals["policy_id"] for vals in vals_list if vals.get("policy_id")}
        )
        with rows._deciding():
            return super().create(vals_list)

    def write(self, vals):
        rows = self.policy_id
        if vals.get("policy_id"):
            rows |= rows.browse(vals["policy_id"])
        with rows._deciding():
            return super().write(vals)

    def unlink(self):
        with self.policy_id._deciding():
            return super().unlink()
