from odoo import models
from odoo.exceptions import UserError


class PropertyArchiveLoan(models.Model):
    """Who is present when a sealed key is used, by name and not in words (004 §15 a 3)."""

    _inherit = "property.archive.loan"

    def _check_witnesses(self, head):
        """Raise unless two of the keeping department and one of another are named (J13).

        :param head: ``res.users`` who heads the keeping department
        """
        loan = self.sudo().with_context({})
        people = loan.witness_ids
        taking_part = (loan.user_id | loan.employee_id.user_id)._archive_same_person()
        if both := people & taking_part:
            raise UserError(
                self.env._("%s asks for the key and is no witness of it.", both[:1].name)
            )
        employees = people.employee_ids.filtered(lambda e: e.company_id == loan.company_id)
        keeping = head.employee_ids.filtered(lambda e: e.company_id == loan.company_id)
        own = keeping[:1]._archive_department() if keeping else None
        departments = employees.mapped(lambda e: (e.user_id, e._archive_department()))
        inside = {user for user, department in departments if own and department == own}
        outside = {user for user, department in departments if department != own}
        if len(people) < 3 or (own and (len(inside) < 2 or not outside)):
            raise UserError(
                self.env._(
                    "Name who is present when the sealed key is used: two assistants of the"
                    " department that keeps it, and a guard. Each of them signs."
                )
            )


class PropertyArchiveLoanRequester(models.Model):
    """Count the head of the keeping department as a requester of that kind (004 §15 a 3)."""

    _inherit = "property.archive.loan.line"

    def _requesters(self, case, kinds):
        kinds = super()._requesters(case, kinds)
        loan = self.sudo().loan_id.with_context({})
        user = loan.employee_id.user_id
        if user and user in case["category"]._keeping_head(loan.company_id):
            kinds.add("keeping_head")
        return kinds

    def _check_policy(self, policy):
        result = super()._check_policy(policy)
        if policy.need_witnesses:
            self.loan_id._check_witnesses(policy.category_id._keeping_head(self.company_id))
        return result
