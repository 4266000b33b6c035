from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.property_archive.notify import ask_to_do, tell

_DUE = "property_archive_lending.mail_activity_type_due"


class PropertyArchiveLoanLine(models.Model):
    """Terms: reminding, and closing what ended by itself (requirement D6)."""

    _inherit = "property.archive.loan.line"

    date_reminder = fields.Datetime("Next Reminder", readonly=True, copy=False)
    reminder_ids = fields.Many2many(
        "property.archive.loan.reminder",
        "property_archive_loan_reminder_rel",
        "line_id",
        "reminder_id",
        "Reminders Sent",
        readonly=True,
        copy=False,
    )

    _reminder_idx = models.Index("(date_reminder) WHERE state = 'out'")

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
        self._note_reminded(due)
        self._write_protected({"date_reminder": self._next_reminder(self.date_due)})

    def _note_reminded(self, stages):
        """Note that these stages were sent, so that each is sent once."""
        self._write_protected({"reminder_ids": [(4, stage.id) for stage in stages]})

    def _send_reminder(self, stage):
        """Remind whom this stage names, by a message and an activity (D6)."""
        user, partner = self._get_reminded(stage.audience)
        if not partner:
            return
        env = self.with_context(lang=partner.lang or self.env.lang).env
        text = env._(
            "%(stage)s: %(record)s, lent to %(borrower)s, is due on %(date)s. Return it"
            " at the archive desk.",
            stage=stage.with_env(env).name,
            record=self.record_id._get_html_link(),
            borrower=self.borrower,
            date=self._local_date("date_due"),
        )
        tell(self.env, partner, self.loan_id.name, [text], self, kept=True)
        if user:
            due = self._local_date("date_due")
            ask_to_do(self, _DUE, user, lambda env: env._("Bring it back"), due, text)

    def _get_reminded(self, audience):
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
        """The record is back: stop its reminders and close its activities."""
        self._write_protected({"date_reminder": False})
        self.activity_unlink([_DUE, "property_archive_lending.mail_activity_type_key"])

    @api.model
    def _cron_close_readings(self):
        """Job: close the loans whose right to read has ended by itself."""
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
