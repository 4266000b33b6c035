import json
from datetime import timedelta
from itertools import combinations

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..guard.deciding_mixin import OWN_RULE_DAYS

#: Cached for the transaction: who was recently given a role, and by whom.
_PLACED = "property_archive_placed"
_PLACED_IN = ("res.company", "hr.department", "hr.employee", "property.archive.category")


class PropertyArchiveLog(models.Model):
    """Who was recently given a role, according to the log (requirements B6, D4)."""

    _inherit = "property.archive.log"

    _rights_idx = models.Index("(date) WHERE action = 'rights_changed'")

    @api.model
    def _append(self, rows):
        self.env.cr.cache.pop(_PLACED, None)
        return super()._append(rows)

    @api.model
    def _recently_placed(self):
        """Users recently given a role of a company, or made head of a department or of somebody.

        :return: for each user id, the ids of the users who gave them the role
        :rtype: dict(int, set(int))
        """
        placed = self.env.cr.cache.get(_PLACED)
        if placed is None:
            recent = fields.Datetime.now() - timedelta(days=OWN_RULE_DAYS)
            rows = self.env.execute_query(
                SQL(
                    "SELECT user_id, res_model, detail FROM property_archive_log"
                    " WHERE action = 'rights_changed' AND date > %s AND user_id <> %s"
                    "   AND res_model IN %s"
                    # the account of an employee who leads nobody gives no role
                    "   AND (res_model <> 'hr.employee' OR detail::jsonb ->> 'field' <> 'user_id'"
                    "    OR EXISTS (SELECT FROM hr_department d WHERE d.manager_id = res_id)"
                    "    OR EXISTS (SELECT FROM hr_employee e WHERE e.parent_id = res_id))",
                    recent,
                    SUPERUSER_ID,
                    _PLACED_IN,
                )
            )
            makers = {}
            for maker, model, detail in rows:
                for comodel, number in self._placed_ids(model, json.loads(detail or "{}")):
                    makers.setdefault(comodel, {}).setdefault(number, set()).add(maker)
            placed = self.env.cr.cache[_PLACED] = {}
            for comodel, numbers in makers.items():
                for number, user in self._placed_users(comodel, list(numbers)):
                    placed.setdefault(user, set()).update(numbers[number])
        return placed

    @api.model
    def _recent_makers(self, action, documents, field):
        """Users who recently did something to documents, and their other accounts.

        :param str action: an action of the log
        :param documents: recordset
        :param str field: what of them was changed
        :rtype: res.users
        """
        recent = fields.Datetime.now() - timedelta(days=OWN_RULE_DAYS)
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT user_id FROM property_archive_log"
                " WHERE res_model = %s AND res_id = ANY(%s) AND action = %s AND date > %s"
                "   AND detail::jsonb ->> 'field' = %s",
                documents._name,
                documents.ids,
                action,
                recent,
                field,
            )
        )
        makers = self.env["res.users"].sudo().browse(uid for (uid,) in rows)
        return (makers - makers.browse(SUPERUSER_ID)).exists()._archive_same_person()

    @api.model
    def _placed_ids(self, model, detail):
        """What a change added to a field from which a role follows.

        :param str model: name of the model that was changed
        :param dict detail: the detail of the log event
        :rtype: list(tuple(str, int))
        """
        old, new = detail.get("before"), detail.get("after")
        if not isinstance(new, list):
            return []
        comodel = self.env[model]._fields[detail["field"]].comodel_name
        return [(comodel, id_) for id_ in set(new) - set(old if isinstance(old, list) else [])]

    @api.model
    def _placed_users(self, comodel, ids):
        """The users to whom roles were given by naming them, their employees or departments.

        :return: pairs of what was named and the user
        :rtype: list(tuple(int, int))
        """
        if comodel == "res.users":
            return [(number, number) for number in ids]
        people = self.env[comodel].sudo().browse(ids).exists()
        path = {"hr.department": "manager_id.user_id", "hr.employee": "user_id"}.get(comodel)
        return [(row.id, user.id) for row in people for user in row.mapped(path)] if path else []


class PropertyArchiveApprovalMixin(models.AbstractModel):
    """The users who may decide each step, with duties separated (D4, E4)."""

    _inherit = "property.archive.approval.mixin"

    def _role_users(self, role):
        """Users with a role for this document, before duties are separated.

        Employees are read without the caller's context: ``hr.employee.version_id`` depends on a
        context key, with which a requester could choose another department head.

        :param str role: a value of ``property.archive.approval.role``
        :rtype: res.users
        """
        self.ensure_one()
        company = self.sudo().company_id
        if role == "department_head":
            employee = self.sudo()._approval_employee().with_context({})
            return employee._archive_department().manager_id.user_id
        if role == "party_secretary" and company.archive_party_secretary_id:
            return company.archive_party_secretary_id
        if role in ("keeping_head", "party_secretary"):
            category = self.sudo()._approval_category()
            return category._keeping_head(company) if category else company.archive_office_id
        return {
            "archive_head": company.archive_head_id,
            "executive": company.archive_executive_id,
            "general_manager": company.archive_general_manager_id,
            "office": company.archive_office_id,
            "company_leader": company.archive_leader_ids | company.archive_general_manager_id,
        }[role]

    def _stand_ins(self):
        """Roles to ask in turn when the holder of a role takes part in the document."""
        self.ensure_one()
        company = self.sudo().company_id
        manager = self.sudo()._approval_employee().with_context({}).parent_id.user_id
        yield manager
        yield company.archive_leader_ids | company.archive_general_manager_id
        yield company.archive_head_id

    def _approval_barred(self, users):
        """Those of some users who may not decide on this document, whatever their role.

        :param users: ``res.users``, possible approvers
        :rtype: res.users
        """
        nobody = users.filtered(lambda user: user.id == SUPERUSER_ID)
        return nobody | self._placed_by_askers(users)

    def _placed_by_askers(self, users):
        """Those of some users who were recently given their role by the requester.

        :param users: ``res.users``, possible approvers
        :rtype: res.users
        """
        placed = self.env["property.archive.log"]._recently_placed()
        recent = users.filtered(lambda user: user.id in placed)
        if not recent:
            return recent
        askers = set(self.sudo()._approval_people()._archive_same_person().ids)
        return recent.filtered(lambda user: placed[user.id] & askers)

    def _step_approvers(self, role, excluded):
        """Users who may decide a step; the next in line if the role's holder takes part."""
        names = [role] if isinstance(role, str) else role
        holders = self.env["res.users"].union(*(self._role_users(name) for name in names))
        for users in (holders, *self._stand_ins()):
            users = users.filtered("active") - excluded
            users -= self._approval_barred(users)
            if users:
                return users
        raise UserError(
            self.env._(
                "%(document)s: nobody can take the step “%(role)s”. Ask the archive head to set"
                " the role in the company's archive settings.",
                document=self.display_name,
                role=self.env["property.archive.approval"]._role_label(role),
            )
        )

    def _keep_apart(self, roles, choices, excluded, same_person):
        """Narrow who may decide each step, so that no decision leaves a later step without anybody.

        When some steps have exactly as many people as there are steps, these people are reserved
        for them: *one of A and B, then A* must first be decided by B. A step without anybody left
        goes to the next in line.

        :param list roles: role of each step
        :param choices: ``res.users`` who may decide each step
        :param excluded: ``res.users`` who may decide no step
        :param same_person: function that adds the other accounts of the same people
        :return: ``choices``, narrowed
        :rtype: list(res.users)
        :raise UserError: when nobody can decide a step
        """
        choices = list(choices)
        barred = [excluded] * len(choices)
        tight = self._tight_steps(choices, same_person)
        while tight:
            index, users = tight
            barred[index] |= same_person(users)
            choices[index] = choices[index] - barred[index] or self._step_approvers(
                roles[index], barred[index]
            )
            tight = self._tight_steps(choices, same_person)
        return choices

    def _tight_steps(self, choices, same_person):
        """A step with people whom other steps need, and these people."""
        for size in range(1, len(choices)):
            for chosen in combinations(range(len(choices)), size):
                users = self.env["res.users"].union(*(choices[index] for index in chosen))
                if len({tuple(sorted(same_person(user).ids)) for user in users}) > size:
                    continue
                for index, others in enumerate(choices):
                    if index not in chosen and others & same_person(users):
                        return index, users
        return None

    def _narrow_steps(self, waiting):
        """After a decision, narrow who may decide the next steps so that none is left without."""
        self.ensure_one()
        steps = self.sudo().approval_ids.filtered(lambda s: s.round == waiting[0].round)
        taken = (self.sudo()._approval_people() | steps.decided_by_id)._archive_same_person()
        roles = [step._asked_roles() for step in waiting]
        choices = [
            step.approver_ids - taken or self.sudo()._step_approvers(role, taken)
            for step, role in zip(waiting, roles, strict=True)
        ]
        choices = self.sudo()._keep_apart(
            roles, choices, taken, lambda users: users._archive_same_person()
        )
        for step, users in zip(waiting, choices, strict=True):
            if users != step.approver_ids:
                step._write_protected({"approver_ids": [(6, 0, users.ids)]})
