from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_list

from odoo.addons.property_archive.codes import code_form


class PropertyArchiveLoanLine(models.Model):
    """Which row of the lending policy decides about a line (requirements D2, D3)."""

    _inherit = "property.archive.loan.line"

    def _policy_case(self, categories):
        """What the rule is looked up by.

        For words in place of a record this is worked out from the words alone, with the
        defaults of the category: the archive itself is not looked at.

        :param categories: all categories, among which a typed code finds its own
        :return: ``category``, ``level``, ``scope``, ``record`` (empty for words)
        :rtype: dict
        """
        self.ensure_one()
        record = self.sudo().requested_record_id
        if record:
            return {
                "category": record.category_id,
                "level": record.level_id,
                "scope": record.scope,
                "record": record,
            }
        category = self.sudo().category_id or self._category_of_code(categories)
        if not category:
            raise UserError(
                self.env._(
                    "Name what you ask for: a record you see, a code, or a category with a unit or"
                    " a subject. No category has a code like “%s”: name the category too.",
                    self.requested_code or "",
                )
            )
        if not (self.requested_code or self.unit_id or self.requested_subject):
            raise UserError(
                self.env._("%s: say also which unit, subject or code.", category.display_name)
            )
        return {
            "category": category,
            "level": category.level_id,
            "scope": category.scope,
            "record": record,
        }

    def _category_of_code(self, categories):
        """The category that makes codes like the typed one, from the words alone.

        By the numbering patterns; of codes that no pattern makes, as old registers brought
        them along, by the longest category code they begin with, up to a sign that ends it.

        :param categories: all categories
        """
        code = code_form(self.requested_code)
        company = self.sudo().company_id
        own = categories.filtered(lambda c: c.code and c.company_id in (company, company.browse()))
        fitting = own.filtered(lambda c: c._matches_code(code)) or own.filtered(
            lambda c: (
                code.startswith(c.code.upper())
                and not code[len(c.code) : len(c.code) + 1].isalnum()
            )
        )
        return fitting.sorted(lambda c: len(c.code))[-1:]

    def _requesters(self, case, kinds):
        """The kinds of requester that apply to this line.

        :param dict case: see :meth:`_case`
        :param set kinds: those that apply to the whole request
        """
        loan = self.sudo().loan_id
        kinds = set(kinds)
        employee = loan.employee_id
        record = case["record"]
        if employee:
            owner = record.department_id or case["category"]._keeping_department(loan.company_id)
            if owner and owner == employee._archive_department():
                kinds.add("own_department")
            if record.employee_id == employee and record:
                kinds.add("self")
        elif record and not (
            record._subject_partners() & loan.partner_id._archive_subject_partners()
        ):
            # whoever comes as the subject is the subject of this record, or nobody's
            kinds.discard("self")
        return kinds

    def _check_policy(self, policy):
        """Raise when the row says no, or asks for papers that are not there (D3)."""
        line = self.sudo()
        policy._check_in_force(self.env.user | line.user_id | line.employee_id.user_id)
        if not policy.allowed:
            raise UserError(
                self.env._(
                    "%(subject)s cannot be lent like this: the policy row “%(row)s” says no."
                    " %(note)s",
                    subject=self._subject(),
                    row=policy.display_name,
                    note=policy.note or "",
                ).strip()
            )
        missing = self.loan_id._missing_papers(policy)
        if missing:
            raise UserError(
                self.env._(
                    "%(subject)s: the policy row “%(row)s” asks for: %(papers)s. Attach it to the"
                    " request before you submit.",
                    subject=self._subject(),
                    row=policy.display_name,
                    papers=format_list(self.env, missing),
                )
            )

    def _is_short(self, policy):
        """Whether a row lets this line go out by its short term: what is wanted ends by then.

        :param policy: ``property.archive.loan.policy``
        """
        wanted = self.sudo().loan_id.date_wanted
        if not policy.short_days or not wanted:
            return False
        return (wanted - self.sudo().company_id._archive_today()).days <= policy.short_days

    def _policy_steps(self, policy):
        """The steps of a row that this line takes (D2, 003-14 五).

        :param policy: ``property.archive.loan.policy``
        """
        steps = policy.sudo().step_ids
        return steps.filtered(lambda s: not s.long_only) if self._is_short(policy) else steps

    def _policy_vals(self, policy):
        short = self._is_short(policy)
        rule = policy.with_env(self.env).sudo()
        return {
            "policy_id": policy.id,
            "policy_reason": rule._explain(),
            "policy_roles": rule._names_of(self._policy_steps(rule)) or rule._steps_text(),
            "term_number": policy.short_days if short else policy.term_number,
            "term_unit": "days" if short else policy.term_unit,
            "place": policy.place,
            "renewals_left": policy.renewals,
        }
