from odoo import api, fields, models
from odoo.tools import format_list

from ...selections import ROLES


class PropertyArchiveApproval(models.Model):
    """The role in which each person decides, which may differ from the step's (D4)."""

    _inherit = "property.archive.approval"

    decided_role = fields.Selection(
        [*ROLES, ("incident_decider", "Decides on incidents")],
        "Decided As",
        readonly=True,
        help="By which of two roles the step was taken.",
    )

    @api.depends("decided_role")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        for step in self.filtered("decided_role"):
            step.display_name = self._role_label(step.decided_role)
        return result

    def _roles(self):
        """The one or two roles that this step requires."""
        self.ensure_one()
        return [self.role, self.other_role] if self.other_role else [self.role]

    def _decides_as(self, document):
        """The role in which the current user, or the person they represent, decides.

        :param document: the document to decide on
        :return: a value of ``role``; False for somebody who is only next in line
        :rtype: str or bool
        """
        if not self.other_role:
            return False
        user = self.stands_in_for_id or self.env.user
        for role in self._roles():
            if user in document.sudo()._role_users(role):
                return role
        return False

    def _asked_text(self, document):
        """Text with the people asked to decide, each with their role.

        :param document: the document to decide on
        :rtype: str
        """
        texts, left = [], self.approver_ids
        for role in self._roles():
            users = left & document.sudo()._role_users(role)
            left -= users
            if users:
                texts.append(
                    self.env._(
                        "%(names)s (%(role)s)",
                        names=self._one_of(users),
                        role=self._role_label(role),
                    )
                )
        if left:
            texts.append(
                self.env._(
                    "%(names)s (in place of: %(role)s)",
                    names=self._one_of(left),
                    role=self._role_label(self._asked_roles()),
                )
            )
        return format_list(self.env, texts, "or")

    def _one_of(self, users):
        return format_list(self.env, users.mapped("name"), "or")
