from odoo import fields, models
from odoo.exceptions import UserError

_DUE = "property_archive_lending.mail_activity_type_due"


class PropertyArchiveLoanLine(models.Model):
    """A longer term, by the approval the policy asks for (requirement D7)."""

    _inherit = "property.archive.loan.line"

    renewal_pending = fields.Boolean("Renewal Asked For", readonly=True, copy=False)

    def action_ask_renewal(self):
        """Ask for a longer term: decided by the steps of the rule that decided (D7).

        :raise UserError: when the rule allows no more, it is overdue, or somebody waits
        """
        self.check_access("read")
        self._lock_rows()
        self._check_state("out")
        me = self.env.user._archive_same_person()
        desk = self._is_archivist()
        for line in self:
            loan = line.sudo().loan_id
            if not desk and not (loan.user_id | loan.employee_id.user_id) & me:
                raise UserError(self.env._("Only the borrower asks for a longer term."))
            line._check_renewable()
        roles = {line: line._renewal_roles() for line in self}
        self.sudo()._write_protected({"renewal_pending": True})
        self.env["property.archive.log"]._log("renewal_requested", self)
        self._approval_start(roles, fresh=True)
        return True

    def _renewal_roles(self):
        """Who decides about a longer term: as the rule says, else who decided the loan (D7).

        :rtype: list
        """
        rule = self.sudo().policy_id
        if rule.renewal_role:
            return [rule.renewal_role]
        # what went out by the short term is extended by whoever decides on the short term
        steps = rule.step_ids
        if rule.short_days and (self.term_number, self.term_unit) == (rule.short_days, "days"):
            steps = steps.filtered(lambda step: not step.long_only)
        return steps._roles_in_order() or ["keeping_head"]

    def _waiting(self):
        """Who else asked for these records: in line, or not decided yet.

        :return: by record
        :rtype: dict(property.archive.record, property.archive.loan.line)
        """
        found = self.sudo().search(
            [
                ("record_id", "in", self.sudo().record_id.ids),
                ("id", "not in", self.ids),
                ("state", "in", ["to_approve", "approved", "queued"]),
                ("kind", "!=", "correct"),
            ],
            order="id",
        )
        return found.grouped("record_id")

    def _approval_recheck(self):
        for line in self.filtered(lambda line: line.sudo().renewal_pending):
            line._check_state("out")
            line._check_renewable(asked=True)
        return super()._approval_recheck()

    def _check_renewable(self, asked=False):
        """Raise when this loan cannot be prolonged (D7).

        :param bool asked: its renewal was asked for, and is decided now
        """
        line = self.sudo()
        waiting = self._waiting().get(line.record_id)
        problem = False
        if not line.physical:
            problem = self.env._("a right to read is asked for anew")
        elif line.renewal_pending and not asked:
            problem = self.env._("its renewal is asked for already")
        elif line.renewals_left < 1:
            problem = self.env._("the lending policy allows no further renewal")
        elif line.overdue:
            problem = self.env._("it is overdue: return it first")
        elif waiting:
            problem = self.env._("somebody waits for it: %s", waiting[:1].loan_id.name)
        elif line.date_recalled:
            problem = self.env._("the archive asked for it back")
        if problem:
            raise UserError(
                self.env._(
                    "%(line)s cannot be renewed: %(problem)s.",
                    line=self.display_name,
                    problem=problem,
                )
            )

    def _renewed_until(self):
        """Until when this loan runs once its renewal is approved."""
        return self.env["property.archive.loan.policy"]._term_end(
            self.company_id, self.date_due, self.term_number, self.term_unit
        )

    def _renew(self):
        """The renewal is approved: one more term from the day it was due."""
        for line in self.sudo():
            due = line._renewed_until()
            line._write_protected(
                {
                    "renewal_pending": False,
                    "renewals_left": line.renewals_left - 1,
                    "date_due": due,
                    "reminder_ids": [(5,)],
                }
            )
            line._write_protected({"date_reminder": line._next_reminder(due)})
            line.activity_unlink([_DUE])
            self.env["property.archive.log"]._log(
                "renewed", line.record_id, line=line.id, until=due
            )
            line._tell_borrowers(self.env._("Renewed until %s", line._local_date("date_due")))

    def _approval_done(self):
        renewals = self.filtered("renewal_pending")
        if renewals:
            self._lock_rows()
            renewals._renew()
        return super(PropertyArchiveLoanLine, self - renewals)._approval_done()

    def _approval_refused(self, reason):
        renewals = self.sudo().filtered("renewal_pending")
        if renewals:
            renewals._write_protected({"renewal_pending": False})
            renewals._tell_borrowers(self.env._("Refused: %s", reason))
        return super(PropertyArchiveLoanLine, self.sudo() - renewals)._approval_refused(reason)

    def _close_term(self):
        """The record is back: cancel renewals that nobody decided on yet."""
        pending = self.filtered("renewal_pending")
        pending._approval_cancel()
        pending._write_protected({"renewal_pending": False})
        return super()._close_term()
