from odoo import fields, models

from odoo.addons.property_archive.models.approval import ROLES


class PropertyArchiveLoanPolicyStep(models.Model):
    """One step of approval that a policy row asks for."""

    _name = "property.archive.loan.policy.step"
    _description = "Lending Policy Step"
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one(
        "property.archive.loan.policy", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    role = fields.Selection(ROLES, required=True)

    _role_uniq = models.UniqueIndex(
        "(policy_id, role)", "A role decides once: this step is in the row already."
    )
