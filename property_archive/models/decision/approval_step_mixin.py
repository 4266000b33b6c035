from odoo import fields, models

from ...selections import ROLES


class PropertyArchiveApprovalStepMixin(models.AbstractModel):
    """An approval step required by a rule: a row of a policy or a category (D2, E4).

    The model adds the many2one to its rule, names it in ``_rule_field`` and orders its rows by it
    and by ``sequence``.
    """

    _name = "property.archive.approval.step.mixin"
    _description = "Step of Approval"
    _inherit = ["property.archive.deciding.row"]

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
        """The roles of these steps, in the format of :meth:`_approval_start`.

        :return: for each row a role, or a pair of alternative roles
        :rtype: list
        """
        return [(step.role, step.other_role) if step.other_role else step.role for step in self]
