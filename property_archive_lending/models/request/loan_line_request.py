import re
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from odoo.addons.property_archive.blockers import format_blockers

_PAGES = re.compile(r"^\s*\d+\s*(-\s*\d+\s*)?(,\s*\d+\s*(-\s*\d+\s*)?)*$")


class PropertyArchiveLoanLine(models.Model):
    """What is checked when a request is submitted (requirements D2, D3, D6, D8)."""

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
            company: self.env["property.archive.loan.policy"]._get_rows(company)
            for company in self.sudo().company_id
        }
        categories = self.env["property.archive.category"].sudo().search([("code", "!=", False)])
        meant = self._get_records_of_words()
        roles = {}
        for line in self:
            case = line._policy_case(categories)
            policy = rows[line.sudo().company_id]._choose_row(
                case["category"],
                case["level"],
                case["scope"],
                line._requesters(case, kinds[line.loan_id]),
                line.kind,
            )
            line._check_policy(policy)
            found = line._get_policy_of_words(
                meant[line], rows[line.sudo().company_id], kinds[line.loan_id]
            )
            ahead = found if policy.step_ids and found != policy else found.browse()
            roles[line] = line._policy_steps(ahead or policy)._roles_in_order()
            line.sudo()._write_protected(
                {
                    **line._policy_vals(policy),
                    "subject": line._subject(),
                    "category_id": case["category"].id,
                    "record_id": line.sudo().requested_record_id.id,
                    "found_policy_id": ahead.id,
                    "department_id": line.sudo().employee_id._archive_department().id,
                    "state": "to_approve",
                }
            )
        self._note_expected_return()
        self._check_lendable()
        self._check_not_twice()
        self.env["property.archive.log"]._log("requested", self)
        self._approval_start(roles)

    def _note_expected_return(self):
        """Every request says when it is expected back (001 四 2)."""
        now = fields.Datetime.now()
        lines = self.sudo()
        terms = {(ln.company_id, ln.term_number, ln.term_unit) for ln in lines if ln.term_unit}
        policies = self.env["property.archive.loan.policy"]
        ends = {
            (company, number, unit): policies._term_end(company, now, number, unit)
            for company, number, unit in terms
        }
        for loan, lines_of_loan in lines.grouped("loan_id").items():
            terms = {(ln.company_id, ln.term_number, ln.term_unit) for ln in lines_of_loan}
            last = max((ends[term] for term in terms & set(ends)), default=False)
            day = loan.date_wanted or (last and loan.company_id._archive_local_day(last))
            loan._write_protected({"date_expected": day})

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
        for record, blockers in records._get_blockers("lend").items():
            blockers = [blocker for blocker in blockers if blocker.code != "loan"]
            if blockers:
                raise UserError(
                    self.env._(
                        "%(record)s cannot be lent: %(reasons)s.",
                        record=record.display_name,
                        reasons=format_blockers(self.env, blockers),
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

    def _check_copy_details(self):
        """Raise when a request for a copy does not say where it goes, or what of it."""
        for line in self:
            if line.kind not in ("copy", "excerpt"):
                continue
            if not (line.loan_id.destination or "").strip():
                raise UserError(self.env._("%s: say where the copy goes.", line.display_name))
            if line.kind == "excerpt" and not line.copy_pages:
                raise UserError(self.env._("%s: say which pages.", line.display_name))
            if line.copy_pages and not _PAGES.match(line.copy_pages):
                raise UserError(
                    self.env._(
                        "%(line)s: write the pages like 1-3, 7 instead of “%(pages)s”.",
                        line=line.display_name,
                        pages=line.copy_pages,
                    )
                )
