from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestOwnRules(LendingCase):
    """Whoever sets the rules is not served by them alone (D2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Policy = cls.env["property.archive.loan.policy"]
        cls.row = cls.Policy.create(
            {
                "category_id": cls.papers.id,
                "requester": "employee",
                "kind": "borrow",
                "term_number": 5,
                "term_unit": "days",
                "step_ids": [(0, 0, {"role": "keeping_head"}), (0, 0, {"role": "executive"})],
            }
        )
        cls.log = cls.env["property.archive.log"].sudo()

    def _last_change(self):
        return self.log.search([("action", "=", "decision_rule_changed")], limit=1)

    def test_a_row_that_opens_decides_nothing_until_confirmed(self):
        mine = self.row.with_user(self.head)
        for label, vals in {
            "fewer steps": {"step_ids": [(5,)]},
            "longer": {"term_number": 9},
            "renewed": {"renewals": 3},
            "elsewhere": {"place": "outside"},
            "archived": {"active": False},
            "for more": {"category_id": False},
        }.items():
            with self.subTest(label), self.env.cr.savepoint() as savepoint:
                mine.write(vals)
                self.assertTrue(self.row.opened)
                self.assertEqual(self._last_change().user_id, self.head.id)
                with self.assertRaisesRegex(UserError, "second person"):
                    self.row._check_in_force(self.engineer)
                with self.assertRaisesRegex(UserError, "yourself"):
                    mine.action_confirm_change()
                self.row.with_user(self.executive).action_confirm_change()
                self.row._check_in_force(self.engineer)
                savepoint.rollback()

    def test_a_step_that_is_taken_out_opens(self):
        self.row.step_ids[1].with_user(self.head).unlink()
        self.assertTrue(self.row.opened)
        self.assertIn("executive", self._last_change().detail)
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.executive.partner_id.ids)], limit=1
        )
        self.assertIn(self.head.name, message.body)

    def test_a_stricter_row_is_in_force_at_once(self):
        self.row.with_user(self.head).write({"term_number": 2, "renewals": 0})
        self.assertFalse(self.row.opened)
        self.row._check_in_force(self.engineer)

    def test_nobody_is_served_by_a_row_of_their_own(self):
        self.row.with_user(self.head).write({"term_number": 2})
        with self.assertRaisesRegex(UserError, "of their own"):
            self.row._check_in_force(self.head)
        with freeze_time("2024-08-03 04:00:00"):
            self.row._check_in_force(self.head)

    def test_the_head_empties_the_steps_and_asks(self):
        record = self._file()
        self.row.with_user(self.head).step_ids = [(5,)]
        self.row.with_user(self.executive).action_confirm_change()
        loan = (
            self.env["property.archive.loan"]
            .with_user(self.head)
            .create(
                {
                    "kind": "borrow",
                    "purpose": "x",
                    "line_ids": [(0, 0, {"requested_record_id": record.id})],
                }
            )
        )
        with self.assertRaisesRegex(UserError, "of their own"):
            loan.action_submit()

    def test_no_key_and_no_caller_marks_a_row(self):
        self.row.with_user(self.head).write({"term_number": 9})
        self.row.with_user(self.head).write({"opened": False, "changed_by_id": self.clerk.id})
        self.assertTrue(self.row.opened)
        self.assertEqual(self.row.changed_by_id, self.head)
        with self.assertRaises(UserError):
            self.row.with_user(self.head).unlink()
