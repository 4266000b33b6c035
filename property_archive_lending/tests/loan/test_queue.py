from freezegun import freeze_time

from odoo.tests import tagged

from ..common import SIGNATURE, LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestQueue(LendingCase):
    """Whoever it is kept for may give way; nobody waits for what is there (D8)."""

    def setUp(self):
        super().setUp()
        self.record = self._service_file(medium="both")
        self.first = self._lend(self.record)

    def _wait(self, user, **vals):
        """A request of somebody that was approved while the record is out."""
        line = self._ask_service(self.record, user, **vals)
        with freeze_time("2024-06-03 04:00:00" if user == self.clerk else "2024-06-03 05:00:00"):
            self._approve_all(line)
        self.assertEqual(line.state, "queued")
        return line

    def _approve_all(self, line):
        """By everybody whose turn it is, up to three of them."""
        for _step in range(3):
            step = line.sudo().approval_ids.filtered(lambda step: step.state == "pending")
            if step:
                self._approve(line, step.approver_ids[:1])

    def _kept_and_waiting(self, **vals):
        """One for whom the record is kept at the desk, and one who waits behind."""
        kept, waiting = self._wait(self.clerk, **vals), self._wait(self.service_head)
        self._take_back(self.first)
        self.assertEqual((kept.state, waiting.state), ("approved", "queued"))
        return kept, waiting

    def test_who_it_is_kept_for_cancels(self):
        kept, waiting = self._kept_and_waiting()
        kept.with_user(self.clerk).action_cancel()
        self.assertEqual((kept.state, waiting.state), ("cancelled", "approved"))
        self.assertTrue(waiting.date_hold)

    def test_who_it_is_kept_for_is_declined(self):
        kept, waiting = self._kept_and_waiting()
        kept.with_user(self.archivist).action_decline("Not for this purpose.")
        self.assertEqual((kept.state, waiting.state), ("refused", "approved"))

    def test_who_it_is_kept_for_leaves(self):
        kept, waiting = self._kept_and_waiting()
        self.clerk.employee_id.sudo()._archive_depart()
        self.assertEqual((kept.state, waiting.state), ("cancelled", "approved"))

    def test_who_it_is_kept_for_wanted_a_copy(self):
        kept, waiting = self._kept_and_waiting(kind="copy", destination="The bank")
        kept.with_user(self.archivist).action_deliver(SIGNATURE, SIGNATURE)
        self.assertEqual((kept.state, waiting.state), ("delivered", "approved"))

    def test_who_it_is_kept_for_reads_on_screen(self):
        kept, waiting = self._kept_and_waiting(kind="consult")
        self._hand_out(kept, physical=False)
        self.assertEqual((kept.state, waiting.state), ("out", "approved"))

    def test_who_it_is_kept_for_fetches_it(self):
        kept, waiting = self._kept_and_waiting()
        self._hand_out(kept)
        self.assertEqual((kept.state, waiting.state), ("out", "queued"))

    def test_who_waits_behind_cancels(self):
        kept, waiting = self._kept_and_waiting()
        waiting.with_user(self.service_head).action_cancel()
        self.assertEqual((kept.state, waiting.state), ("approved", "cancelled"))

    def test_nobody_is_called_while_it_is_out(self):
        self._take_back(self.first)
        reading = self._ask_service(self.record, self.clerk, kind="consult")
        self._approve_all(reading)
        self._hand_out(reading, physical=False)
        self._lend(self.record)
        waiting = self._wait(self.service_head)
        self._take_back(reading)
        self.assertEqual((reading.state, waiting.state), ("returned", "queued"))

    def test_found_again(self):
        kept, waiting = self._kept_and_waiting()
        self.record._set_missing()
        kept.with_user(self.clerk).action_cancel()
        self.assertEqual(waiting.state, "queued")
        self.record.with_user(self.archivist).action_found()
        self.assertEqual(waiting.state, "approved")

    def test_who_waits_for_what_is_there_is_called_by_the_job(self):
        kept, waiting = self._kept_and_waiting()
        # as an earlier version left it
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE property_archive_loan_line SET state = 'cancelled' WHERE id = %s", (kept.id,)
        )
        self.env.invalidate_all()
        cron = self.env.ref("property_archive_lending.ir_cron_release")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self._forget()
        self.assertEqual(waiting.state, "approved")
