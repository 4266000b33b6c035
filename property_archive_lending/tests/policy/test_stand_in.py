from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestStandIn(LendingCase):
    """Stand-ins with dates, and escalation (D4)."""

    def _stand_in(self, user=None, **vals):
        return (
            self.env["property.archive.delegation"]
            .with_user(user or self.engineering_head)
            .create(
                {
                    "user_id": self.engineering_head.id,
                    "delegate_id": self.hr_manager.id,
                    "date_start": "2024-06-03",
                    "date_end": "2024-06-05",
                    **vals,
                }
            )
        )

    def _waiting(self, user):
        self._forget()
        lines = self.env["property.archive.loan.line"].with_user(user)
        return lines.search([("can_approve", "=", True)])

    def test_decides_while_the_dates_run(self):
        line = self._ask_service(self._service_file())
        self.assertFalse(self._waiting(self.hr_manager))
        self._stand_in()
        self.assertEqual(self._waiting(self.hr_manager).ids, line.ids)
        self._approve(line, self.hr_manager)
        self.assertEqual(line.state, "approved")
        step = line.sudo().approval_ids
        self.assertEqual(step.decided_by_id, self.hr_manager)
        self.assertEqual(step.stands_in_for_id, self.engineering_head)

    def test_not_outside_the_dates_and_not_after_the_end(self):
        line = self._ask_service(self._service_file())
        delegation = self._stand_in()
        with freeze_time("2024-06-05 16:00:01"):
            self.assertFalse(self._waiting(self.hr_manager))
            with self.assertRaises(AccessError):
                line.with_user(self.hr_manager).action_approve()
        self.assertTrue(self._waiting(self.hr_manager))
        delegation.action_revoke()
        self.assertFalse(self._waiting(self.hr_manager))

    def test_nobody_decides_their_own_as_stand_in(self):
        line = self._ask_service(self._service_file())
        self._stand_in(delegate_id=self.engineer.id)
        self._forget()
        with self.assertRaises(UserError):
            line.with_user(self.engineer).action_approve()

    def test_nobody_makes_themselves_a_stand_in(self):
        with self.assertRaises(UserError):
            self._stand_in(self.engineer, delegate_id=self.engineer.id)
        with self.assertRaises(UserError):
            self._stand_in(self.clerk)
        with self.assertRaises(UserError):
            self._stand_in(self.head, delegate_id=self.head.id)
        self._stand_in(self.head)

    def test_dates_are_not_written(self):
        delegation = self._stand_in()
        with self.assertRaises(AccessError):
            delegation.date_end = "2030-01-01"
        with self.assertRaises(UserError):
            delegation.sudo().with_context(_force_unlink=True).unlink()

    def test_no_further_than_the_own_clearance(self):
        self._clear(self.engineering_head)
        line = self._ask_owner()
        self._stand_in()
        self.assertFalse(self._waiting(self.hr_manager))
        self._clear(self.hr_manager)
        self.assertEqual(self._waiting(self.hr_manager).ids, line.ids)

    def test_escalation_to_the_manager(self):
        self.engineering_head.employee_id.parent_id = self.service_head.employee_id
        line = self._ask_service(self._service_file())
        cron = self.env.ref("property_archive.ir_cron_escalate")
        for at, waits in (
            ("2024-06-05 04:00:00", False),
            ("2024-06-06 04:00:01", True),
        ):
            with freeze_time(at), self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.assertEqual(bool(self._waiting(self.service_head)), waits)
        self._approve(line, self.service_head)
        self.assertEqual(line.state, "approved")
