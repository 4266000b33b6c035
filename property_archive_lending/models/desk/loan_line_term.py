from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

_DUE = "property_archive_lending.mail_activity_type_due"


class PropertyArchiveLoanLine(models.Model):
    """Terms: reminding, renewing, closing what ended by itself (D6, D7)."""

    _inherit = "property.archive.loan.line"

    # -- reminders --------------------------------------------------------------------

    def _next_reminder(self, due):
        """When the next stage that was not sent yet is due.

        :param datetime due: when the loan is due, naive UTC
        :return: naive UTC, or False when every stage was sent
        """
        self.ensure_one()
        stages = self.env["property.archive.loan.reminder"].sudo()._stages()
        moments = [self._stage_moment(stage, due) for stage in stages - self.reminder_ids]
        return min(moments, default=False)

    def _stage_moment(self, stage, due):
        """Nine in the morning of the stage's day: a due date is the end of a day."""
        return due + timedelta(days=stage.days) - timedelta(hours=15)

    @api.model
    def _cron_remind(self):
        """Send what is due now, each stage once; only due rows are looked at (D6)."""
        self._run_in_batches(
            [("state", "=", "out"), ("date_reminder", "<=", fields.Datetime.now())],
            "date_reminder, id",
            "_remind",
            size=1,
        )

    def _remind(self):
        """Send the latest stage of each audience that is due, and mark all of them."""
        self.ensure_one()
        now = fields.Datetime.now()
        stages = self.env["property.archive.loan.reminder"].sudo()._stages()
        due = (stages - self.reminder_ids).filtered(
            lambda stage: self._stage_moment(stage, self.date_due) <= now
        )
        for _audience, passed in due.grouped("audience").items():
            self._send_reminder(passed.sorted("days")[-1])
        if any(due.mapped("opens_incident")):
            self._late_incident()
        self._write_protected({"reminder_ids": [(4, stage.id) for stage in due]})
        self._write_protected({"date_reminder": self._next_reminder(self.date_due)})

    def _send_reminder(self, stage):
        """Remind whom this stage names, by a message and an activity (D6)."""
        user, partner = self._reminded(stage.audience)
        if not partner:
            return
        text = self.env._(
            "%(stage)s: %(record)s, lent to %(borrower)s, is due on %(date)s. Return it"
            " at the archive desk.",
            stage=stage.name,
            record=self.record_id.display_name,
            borrower=self.borrower,
            date=self._local_date("date_due"),
        )
        self.message_post(
            partner_ids=partner.ids,
            subject=self.loan_id.name,
            body=text,
            subtype_xmlid="mail.mt_note",
        )
        if user:
            self.activity_schedule(
                _DUE,
                date_deadline=self._local_date("date_due"),
                note=text,
                user_id=user.id,
            )

    def _reminded(self, audience):
        """User and contact whom a stage reminds."""
        employee = self.employee_id.with_context({})
        if audience == "archive_head":
            user = self.company_id.archive_head_id
        elif audience == "manager":
            head = employee._archive_department().manager_id.user_id
            user = head if head != employee.user_id else employee.parent_id.user_id
            user = user or employee.parent_id.user_id
        else:
            user = employee.user_id
            partner = user.partner_id or employee.work_contact_id or self.partner_id
            return user, partner
        return user, user.partner_id

    def _close_term(self):
        """It is back: no reminder, no renewal, no activity any more."""
        pending = self.filtered("renewal_pending")
        pending._approval_cancel()
        self._drop_reminders()

    def _drop_reminders(self):
        self._write_protected({"date_reminder": False, "renewal_pending": False})
        self.activity_unlink([_DUE, "property_archive_lending.mail_activity_type_key"])

    @api.model
    def _cron_close_readings(self):
        """Reading rights that ended by themselves: the loan is over too."""
        self._run_in_batches(
            [
                ("state", "=", "out"),
                ("physical", "=", False),
                ("date_due", "<=", fields.Datetime.now()),
            ],
            "date_due, id",
            "_close_reading",
        )

    def _close_reading(self):
        for line in self:
            line._write_protected({"state": "returned", "date_returned": line.date_due})

    # -- renewal ----------------------------------------------------------------------

    def action_ask_renewal(self):
        """Ask for a longer term: decided by the steps of the rule that decided (D7).

        :raise UserError: when the rule allows no more, it is overdue, or somebody waits
        """
        self.check_access("read")
        self._lock_rows()
        self._check_state("out")
        me = self.env.user._archive_same_person()
        desk = self.env["property.archive.loan"]._is_desk()
        for line in self:
            loan = line.sudo().loan_id
            if not desk and not (loan.user_id | loan.employee_id.user_id) & me:
                raise UserError(self.env._("Only the borrower asks for a longer term."))
            line._check_renewable()
        roles = {line: line.sudo().policy_id.step_ids._asked() or ["keeping_head"] for line in self}
        self.sudo()._write_protected({"renewal_pending": True})
        self.env["property.archive.log"]._log("renewal_requested", self)
        self._approval_start(roles, fresh=True)
        return True

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
        super()._approval_recheck()
        for line in self.filtered(lambda line: line.sudo().renewal_pending):
            line._check_state("out")
            line._check_renewable(asked=True)

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
