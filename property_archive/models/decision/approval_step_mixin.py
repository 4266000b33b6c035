from odoo import fields, models

from ...selections import ROLES


class PropertyArchiveApprovalStepMixin(models.AbstractModel):
    """A step of approval that a rule asks for: rows of a policy, of a category (D2, E4).

    The model adds the rule it belongs to and orders its rows by it and ``sequence``.
    """

    _name = "property.archive.approval.step.mixin"
    _description = "Step of Approval"
    _inherit = ["property.archive.guarded"]

    sequence = fields.Integer(default=10)
    role = fields.Selection(ROLES, required=True)
    other_role = fields.Selection(
        ROLES, "Or", help="Whoever has either role takes the step: department head or leader."
    )

    _other_differs = models.Constraint(
        "CHECK (other_role IS NULL OR other_role <> role)",
        "A step asks two different roles, or one.",
    )

    def _roles_in_order(self):
        """What each of these steps asks, as :meth:`_approval_start` takes it.

        :return: a role, or a pair of roles either of which takes the step, for each row
        :rtype: list
        """
        return [(step.role, step.other_role) if step.other_role else step.role for step in self]
