from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.property_archive.models.ground import protected_operation

from ..common import LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestTerm(LendingCase):
    """Reminders, renewal, queue (D6 to D8). Due on Wednesday 12 June."""

    def _run(self, at, job="remind"):
        cron = self.env.ref(f"property_archive_lending.ir_cron_{job}")
        with freeze_time(at), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self._forget()

    def _stages(self, line):
        return sorted(line.sudo().reminder_ids.mapped("days"))

    def test_each_stage_once(self):
        line = self._lend(self._service_file())
        for at, stages in (
            ("2024-06-05 04:00:00", []),
            ("2024-06-10 04:00:00", [-2]),
            ("2024-06-10 09:00:00", [-2]),
            ("2024-06-12 04:00:00", [-2, 0]),
            ("2024-06-13 04:00:00", [-2, 0, 1]),
            ("2024-06-15 04:00:00", [-2, 0, 1, 3]),
            ("2024-06-19 04:00:00", [-2, 0, 1, 3, 7]),
        ):
            before = len(line.sudo().message_ids)
            sent = len(stages) - len(self._stages(line))
            self._run(at)
            self.assertEqual(self._stages(line), stages, at)
            self.assertEqual(len(line.sudo().message_ids) - before, sent, at)
        self.assertFalse(line.date_reminder)
        users = line.sudo().activity_ids.user_id
        self.assertIn(self.engineer, users)
        self.assertIn(self.engineering_head, users)
        self.assertIn(self.head, users)

    def test_after_a_stop_only_the_latest_is_sent(self):
        line = self._lend(self._service_file())
        before = len(line.sudo().message_ids)
        self._run("2024-06-13 04:00:00")
        self.assertEqual(self._stages(line), [-2, 0, 1])
        self.assertEqual(len(line.sudo().message_ids) - before, 1)

    def test_what_is_overdue_is_asked_back_by_the_archivist(self):
        """003-14 五, 八: a task of whoever handed it out, once, until it is back (J17)."""
        line = self._lend(self._service_file())
        kind = self.env.ref("property_archive_lending.mail_activity_type_chase")

        def chases():
            return line.sudo().activity_ids.filtered(lambda a: a.activity_type_id == kind)

        self._run("2024-06-12 04:00:00")
        self.assertFalse(chases())
        for at in ("2024-06-13 04:00:00", "2024-06-15 04:00:00"):
            self._run(at)
            self.assertEqual(chases().user_id, self.archivist)
            self.assertEqual(len(chases()), 1)
        self._take_back(line)
        self.assertFalse(chases())

    def test_never_after_the_return(self):
        line = self._lend(self._service_file())
        self._run("2024-06-10 04:00:00")
        self.assertTrue(line.sudo().activity_ids)
        self._take_back(line)
        self.assertFalse(line.sudo().activity_ids)
        self._run("2024-06-19 04:00:00")
        self.assertEqual(self._stages(line), [-2])

    def test_one_run_reminds_of_all_that_is_due(self):
        lines = [self._lend(self._service_file()) for _number in range(3)]
        with patch.object(protected_operation, "_BATCH", 2):
            self._run("2024-06-10 04:00:00")
        self.assertEqual([self._stages(line) for line in lines], [[-2]] * 3)

    def test_stage_switched_off_is_not_sent(self):
        line = self._lend(self._service_file())
        self.env.ref("property_archive_lending.reminder_before").with_user(self.head).active = False
        self._run("2024-06-10 04:00:00")
        self.assertFalse(self._stages(line))

    def test_block_lifts_itself(self):
        line = self._lend(self._service_file())
        other = self._service_file()
        with freeze_time("2024-06-20 04:00:00"):
            with self.assertRaisesRegex(UserError, "overdue"):
                self._ask_service(other)
            self._take_back(line)
            self.assertEqual(self._ask_service(other).state, "to_approve")

    def test_renewal_once_by_approval(self):
        line = self._lend(self._service_file())
        line.action_ask_renewal()
        self.assertEqual(line.state, "out")
        self.assertTrue(line.with_user(self.engineering_head).can_approve)
        with self.assertRaises(UserError):
            line.action_approve()
        self._approve(line)
        # seven working days after Wednesday 12 June
        self.assertEqual(line.date_due.isoformat(), "2024-06-21T15:59:59")
        with self.assertRaisesRegex(UserError, "no further renewal"):
            line.action_ask_renewal()

    def test_renewal_refused_leaves_the_term(self):
        line = self._lend(self._service_file())
        due = line.date_due
        line.action_ask_renewal()
        line.with_user(self.engineering_head).action_refuse("needed here")
        self.assertEqual((line.state, line.date_due), ("out", due))
        self.assertFalse(line.renewal_pending)

    def test_no_renewal_when_somebody_waits(self):
        record = self._service_file()
        line = self._lend(record)
        waiting = self._ask_service(record, self.clerk)
        self._approve(waiting, self.service_head)
        with self.assertRaisesRegex(UserError, "somebody waits"):
            line.action_ask_renewal()

    def test_no_renewal_when_overdue_or_of_others(self):
        line = self._lend(self._service_file())
        with self.assertRaises(UserError):
            line.with_user(self.clerk).action_ask_renewal()
        with freeze_time("2024-06-20 04:00:00"):
            with self.assertRaisesRegex(UserError, "overdue"):
                line.action_ask_renewal()

    def test_return_ends_a_pending_renewal(self):
        line = self._lend(self._service_file())
        line.action_ask_renewal()
        self._take_back(line)
        self.assertFalse(line.with_user(self.engineering_head).can_approve)

    def test_queue_in_order_with_time_to_fetch(self):
        record = self._service_file()
        first = self._lend(record)
        second = self._ask_service(record, self.clerk)
        self._approve(second, self.service_head)
        with freeze_time("2024-06-03 05:00:00"):
            third = self._ask_service(record, self.service_head)
            self._approve(third, third.sudo().approval_ids.approver_ids[:1])
        self.assertEqual((second.queue_position, third.queue_position), (1, 2))
        self._take_back(first)
        self.assertEqual((second.state, third.state), ("approved", "queued"))
        self.assertTrue(second.date_hold)
        self._run("2024-06-07 04:00:00", "release")
        self.assertEqual((second.state, third.state), ("cancelled", "approved"))
        self._hand_out(third)

    def test_kept_for_who_waited(self):
        record = self._service_file()
        first = self._lend(record)
        second = self._ask_service(record, self.clerk)
        self._approve(second, self.service_head)
        self._take_back(first)
        late = self._ask_service(record, self.hr_manager)
        self._approve(late, late.sudo().approval_ids.approver_ids[:1])
        self.assertEqual(late.state, "queued")
        late.sudo()._write_protected({"state": "approved"})
        with self.assertRaisesRegex(UserError, "is kept until"):
            self._hand_out(late)

    def test_reading_closes_itself(self):
        record = self._owner_file()
        line = self._ask_owner()
        self._approve(line)
        line.with_user(self.archivist).action_resolve(record.id)
        line.with_user(self.archivist).action_hand_out(physical=False)
        self._run("2024-06-03 07:00:00", "close_readings")
        self.assertEqual(line.state, "out")
        self._run("2024-06-03 08:00:01", "close_readings")
        self.assertEqual(line.state, "returned")

    def test_asked_back_by_the_archive(self):
        line = self._lend(self._service_file())
        with self.assertRaisesRegex(UserError, "for the archivists"):
            line.with_user(self.engineer).action_recall()
        line.with_user(self.archivist).action_recall()
        self.assertIn("return it at the archive desk now", line.sudo().message_ids[0].body)
        self.assertEqual(line.sudo().activity_ids.user_id, self.engineer)
        with self.assertRaisesRegex(UserError, "asked back already"):
            line.with_user(self.archivist).action_recall()
        with self.assertRaisesRegex(UserError, "the archive asked for it back"):
            line.with_user(self.engineer).action_ask_renewal()
        self._take_back(line)
        self.assertFalse(line.sudo().activity_ids)
