from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import LendingCase

_READINGS = "property_archive_lending.ir_cron_close_readings"


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestMine(LendingCase):
    """What whoever asked finds without looking for it (B7, B8, D7, D8)."""

    def _reading(self):
        record = self._owner_file(medium="electronic", location=self.cabinet)
        self._clear(self.engineer)
        line = self._ask_service(
            record,
            kind="consult",
            lines=[{"category_id": self.owner_files.id, "unit_id": self.unit.id}],
            undertaking=b"c2lnbmVk",
        )
        for _step in range(2):
            pending = line.sudo().approval_ids.filtered(lambda s: s.state == "pending")
            if pending:
                self._approve(line, pending.approver_ids[:1])
        line.with_user(self.archivist).action_resolve(record.with_user(self.archivist).id)
        self._hand_out(line)
        return line.with_user(self.engineer)

    def test_who_reads_on_screen_is_never_late(self):
        line = self._reading()
        self.assertTrue(line.reading)
        self.assertIn("open to read until", line.progress)
        self.assertEqual(line.action_read()["res_id"], line.sudo().record_id.id)
        record = line.sudo().record_id.with_user(self.engineer)
        self.assertEqual(record.open_until, line.date_due)
        line.sudo()._write_protected({"date_due": fields.Datetime.now() - timedelta(minutes=1)})
        self._forget()
        self.assertFalse(line.overdue)
        self.assertFalse(line.search([("overdue", "=", True)]))
        self.assertIn("ended", line.progress)

    def test_a_reading_is_closed_when_it_ends_and_not_hours_later(self):
        line = self._reading()
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref(_READINGS).id)]
        )
        self.assertIn(line.date_due, triggers.mapped("call_at"))

    def test_who_is_done_gives_the_right_back(self):
        line = self._reading()
        record = line.sudo().record_id.with_user(self.engineer)
        record.check_access("read")
        with self.assertRaises(UserError):
            line.with_user(self.engineering_head).action_end_reading()
        line.action_end_reading()
        self._forget()
        self.assertIn("ended by the archive", record._archive_ended())
        # a refusal speaks the user's language, whatever that of the call
        ended = record.with_context(record.env.user.context_get())._archive_ended()
        with self.assertRaisesRegex(AccessError, ended):
            record.check_access("read")
        self.assertEqual(line.state, "returned")

    def test_a_request_says_what_to_do_next(self):
        line = self._ask_service(self._service_file())
        loan = line.loan_id.with_user(self.engineer)
        self.assertIn("waits for", loan.progress)
        self._approve(line)
        self.assertIn("go to the desk", loan.progress)
        refused = self._ask_service(self._service_file())
        refused.with_user(self.engineering_head).action_refuse("not this year")
        self._forget()
        self.assertIn("not this year", refused.loan_id.with_user(self.engineer).progress)

    def test_who_asks_for_what_is_out_is_told_before(self):
        record = self._service_file()
        self._lend(record)
        form = Form(self.env["property.archive.loan"].with_user(self.service_head))
        with form.line_ids.new() as line:
            line.requested_record_id = record.with_user(self.service_head)
            self.assertIn("out until", line.asked_note)
