from odoo import api, fields, models

from ...notify import ask_to_do, tell_of
from .record_deadline import _ACTIVITY


class PropertyArchiveRecord(models.Model):
    """Jobs that mark late records and send reminders (requirement A7)."""

    _inherit = "property.archive.record"

    @api.model
    def _cron_filing(self):
        """Job: mark late records and remind of deadlines that are near. Reads due rows only."""
        now = fields.Datetime.now()
        self._run_in_batches(
            [
                ("state", "in", ["draft", "submitted"]),
                ("date_late", "=", False),
                ("date_handed_in", "=", False),
                ("date_filing_due", "<", now),
            ],
            "date_filing_due, id",
            "_mark_late",
        )
        self._run_in_batches(
            [("state", "=", "draft"), ("date_filing_remind", "<=", now)],
            "date_filing_remind, id",
            "_remind_filing",
        )

    def _mark_late(self):
        """Mark these records as late: their deadline has passed."""
        for due, records in self.grouped("date_filing_due").items():
            records._write_protected({"date_late": due, "filing_result": "late"})
        self.env["property.archive.log"]._log("late", self)
        self._open_late_incidents()

    def _open_late_incidents(self):
        """Open an incident, once, for late records whose category asks for one (D11)."""
        incidents = self.env["property.archive.incident"]
        for record in self.sudo():
            when = record.category_id.late_incident
            if when == "never" or (when == "incomplete" and record.completeness == 100):
                continue
            employees = record.responsible_id or record.submitter_id.employee_ids.filtered(
                lambda e, company=record.company_id: e.company_id == company
            )
            incidents._open_once(
                "late_filing",
                f"late_filing,{record.id}",
                records=record,
                employees=employees[:1],
                note=self.env._(
                    "The filing deadline passed on %s.",
                    record.company_id._archive_local_day(record.date_late),
                ),
            )

    def _remind_filing(self):
        """Remind the responsible users, with one activity for each record."""
        for (user, due), records in self._by_clerk_and_day("date_filing_due").items():
            # one message for all activities instead of one for each
            records = records.with_context(mail_activity_quick_update=True, lang=user.lang)
            ask_to_do(records, _ACTIVITY, user, lambda env: env._("Hand it in in time"), due)
            tell_of(records, user, records.env._("To be handed in soon: %s", len(records)))
        self._write_protected({"date_filing_remind": False})

    def _by_clerk_and_day(self, name):
        """Group these records by responsible user and by day in the company's time zone.

        :param str name: name of a datetime field
        :rtype: dict(tuple(res.users, date), property.archive.record)
        """
        found = {}
        for record in self.sudo():
            user = record.responsible_id.user_id.filtered("active") or record.submitter_id
            day = record.company_id._archive_local_day(record[name])
            found.setdefault((user, day), self.browse())
            found[user, day] |= record
        return found
