from collections import defaultdict

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_list


class PropertyArchiveLoanLine(models.Model):
    """Asking and deciding (requirements D2, D3, D4, D6, D8)."""

    _inherit = "property.archive.loan.line"

    # -- submit ------------------------------------------------------------------------

    def _submit(self):
        """Find the rule for each of these drafts and start its approval."""
        self._lock_rows()
        # of two requests of one borrower, as a double click makes, one sees the other
        self.sudo().employee_id._archive_lock()
        self.sudo().partner_id._archive_lock()
        self._check_visible(self.sudo().requested_record_id.sudo(False))
        self._check_borrowers()
        self._check_dates()
        self._check_copy_details()
        kinds = self.loan_id._requester_kinds()
        rows = {
            company: self.env["property.archive.loan.policy"]._rows(company)
            for company in self.sudo().company_id
        }
        categories = self.env["property.archive.category"].sudo().search([("code", "!=", False)])
        roles = {}
        for line in self:
            case = line._case(categories)
            policy = rows[line.sudo().company_id]._pick(
                case["category"],
                case["level"],
                case["scope"],
                line._requesters(case, kinds[line.loan_id]),
                line.kind,
            )
            line._check_policy(policy)
            roles[line] = policy.step_ids._asked()
            line.sudo()._write_protected(
                {
                    **line._policy_vals(policy),
                    "subject": line._subject(),
                    "category_id": case["category"].id,
                    "record_id": line.sudo().requested_record_id.id,
                    "department_id": line.sudo().employee_id._archive_department().id,
                    "state": "to_approve",
                }
            )
        self._check_lendable()
        self._check_not_twice()
        self.env["property.archive.log"]._log("requested", self)
        self._approval_start(roles)

    def _case(self, categories):
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
        """The category whose code the typed code begins with, the longest one."""
        code = (self.requested_code or "").strip().upper()
        company = self.sudo().company_id
        fitting = categories.filtered(
            lambda c: (
                c.code
                and code.startswith(c.code.upper())
                and c.company_id in (company, company.browse())
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

    def _policy_vals(self, policy):
        return {
            "policy_id": policy.id,
            "policy_reason": policy.with_env(self.env).sudo()._explain(),
            "policy_roles": policy.with_env(self.env).sudo()._steps_text(),
            "term_number": policy.term_number,
            "term_unit": policy.term_unit,
            "place": policy.place,
            "renewals_left": policy.renewals,
        }

    def _check_dates(self):
        for loan in self.loan_id:
            today = loan.company_id._archive_today()
            if loan.date_wanted and loan.date_wanted < today:
                raise UserError(
                    self.env._("%s: the day it is needed until is past.", loan.display_name)
                )

    # -- borrowers ---------------------------------------------------------------------

    def _check_borrowers(self):
        """Raise when a borrower has left, or has something overdue (D6)."""
        for loan in self.sudo().loan_id:
            borrower = loan.employee_id or loan.partner_id
            if not borrower.active:
                raise UserError(
                    self.env._("%s has left and borrows nothing.", borrower.display_name)
                )
        late = self._overdue_of(self.sudo().employee_id, self.sudo().partner_id)
        if late:
            raise UserError(
                self.env._(
                    "%(borrower)s has something overdue and borrows nothing until it is back:"
                    " %(loans)s. Return it at the archive desk.",
                    borrower=late[0].borrower,
                    loans=format_list(self.env, late[:5].mapped("display_name")),
                )
            )

    @api.model
    def _overdue_of(self, employees, partners):
        """Overdue loans of these borrowers, as superuser.

        :rtype: property.archive.loan.line
        """
        return self.sudo().search(
            [
                ("overdue", "=", True),
                ("physical", "=", True),
                "|",
                ("employee_id", "in", employees.ids),
                ("partner_id", "in", partners.ids),
            ]
        )

    def _check_lendable(self):
        """Raise when a named record cannot be lent; being out only means a wait."""
        # a file is corrected where it is
        records = self.sudo().filtered(lambda line: line.kind != "correct").record_id
        if not records:
            return
        # also for who decides and does not see the record
        records = records.sudo(False)
        records._lock_rows()
        on_loan = records._get_loan_blockers()
        blockers = records._get_blockers("lend")
        for record, texts in blockers.items():
            texts = [text for text in texts if text not in on_loan.get(record, [])]
            if texts:
                raise UserError(
                    self.env._(
                        "%(record)s cannot be lent: %(reasons)s.",
                        record=record.display_name,
                        reasons=texts,
                    )
                )

    def _check_not_twice(self):
        """Raise when the same borrower asks for the same thing again."""
        open_lines = self.sudo().search(
            [
                ("state", "in", ["to_approve", "approved", "queued", "out"]),
                ("company_id", "in", self.sudo().company_id.ids),
                "|",
                ("employee_id", "in", self.sudo().employee_id.ids),
                ("partner_id", "in", self.sudo().partner_id.ids),
            ]
        )
        seen = defaultdict(list)
        for line in open_lines:
            key = (line.employee_id, line.partner_id, line.kind, line.subject)
            seen[key].append(line)
        for lines in seen.values():
            if len(lines) > 1 and any(line in self for line in lines):
                raise UserError(
                    self.env._(
                        "%(subject)s is asked for twice: %(lines)s.",
                        subject=lines[0].subject,
                        lines=format_list(self.env, [line.loan_id.display_name for line in lines]),
                    )
                )

    # -- approval ----------------------------------------------------------------------

    def _approval_people(self):
        loan = self.sudo().loan_id
        employee = loan.employee_id.with_context(active_test=False)
        users = loan.user_id | employee.user_id
        partners = loan.partner_id | employee.work_contact_id
        return users | partners.with_context(active_test=False).user_ids

    def _approval_employee(self):
        return self.sudo().loan_id.employee_id

    def _approval_category(self):
        return self.sudo().category_id

    def _approval_level(self):
        line = self.sudo()
        return line.record_id.level_id or line.category_id.level_id

    def _approval_recheck(self):
        """What was tested when it was asked for, again at the moment of the decision."""
        super()._approval_recheck()
        self._lock_rows()
        asked = self.filtered(lambda line: line.sudo().state == "to_approve")
        asked._check_borrowers()
        asked._check_dates()
        asked._check_lendable()

    def _approval_done(self):
        """Everybody agreed: to the desk, or in line behind whoever has it now."""
        self._lock_rows()
        renewals = self.filtered("renewal_pending")
        renewals._renew()
        lines = (self - renewals).sudo()
        waiting = lines._taken()
        waiting._queue()
        (lines - waiting)._write_protected({"state": "approved"})
        (lines - waiting)._tell_borrowers(self.env._("Approved"))
        waiting._tell_borrowers(self.env._("Approved, waits for its return"))

    def _approval_refused(self, reason):
        renewals = self.sudo().filtered("renewal_pending")
        renewals._write_protected({"renewal_pending": False})
        (self.sudo() - renewals)._write_protected({"state": "refused", "refusal_reason": reason})
        self._tell_borrowers(self.env._("Refused: %s", reason))

    def _tell_borrowers(self, text):
        """Tell who asked and who borrows: one message for each of them.

        What happened also stands in the history of each request.

        :param str text: what happened, in the user's language
        """
        by_partner = {}
        bodies = {}
        for loan, lines in self.sudo().grouped("loan_id").items():
            bodies[loan.id] = f"{text}: {', '.join(lines.mapped('subject'))}"
            partners = loan.user_id.partner_id | loan.employee_id.user_id.partner_id
            for partner in partners - self.env.user.partner_id:
                by_partner.setdefault(partner, self.browse())
                by_partner[partner] |= lines
        self.sudo().loan_id._message_log_batch(bodies=bodies)
        for partner, lines in by_partner.items():
            lines.env["mail.thread"].sudo().message_notify(
                partner_ids=partner.ids,
                subject=text,
                body=Markup("<br/>").join(lines.mapped("display_name")),
            )

    def action_cancel(self):
        """Take back these requests before they are handed out."""
        self.check_access("read")
        self._lock_rows()
        me = self.env.user._archive_same_person()
        desk = self.env["property.archive.loan"]._is_desk()
        for line in self:
            mine = (line.sudo().user_id | line.sudo().employee_id.user_id) & me
            if not mine and not desk:
                raise UserError(
                    self.env._("Only who asked, or the archive desk, cancels a request.")
                )
            line._check_state("to_approve", "approved", "queued")
        self._approval_cancel()
        self.sudo()._write_protected({"state": "cancelled"})
        self.env["property.archive.log"]._log("cancelled", self)
        return True
