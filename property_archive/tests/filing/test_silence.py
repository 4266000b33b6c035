from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import SIGNATURE, ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestSilence(ArchiveCase):
    """Departments that handed in nothing in a month (J5)."""

    def setUp(self):
        super().setUp()
        self.env.cr.execute("UPDATE hr_department SET create_date = '2020-01-01'")
        self.env.cr.execute(
            "UPDATE hr_department SET archive_files_nothing = TRUE WHERE id NOT IN %s",
            [(self.service.id, self.engineering.id)],
        )
        self.env.invalidate_all()
        self.silences = self.env["property.archive.filing.silence"].sudo()

    def _run(self, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("property_archive.ir_cron_silence").method_direct_trigger()
        self._forget()
        return self.silences.search([("company_id", "=", self.company.id)])

    def _hand_in(self):
        record = self._draft()
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        handover.with_user(self.clerk).action_sign(SIGNATURE)

    def test_who_handed_in_nothing_is_listed_and_told(self):
        """000 细则 1, 002 三(二) 1."""
        self._hand_in()
        silent = self._run("2024-07-01 01:00:00")
        self.assertEqual(silent.department_id, self.engineering)
        self.assertEqual(silent.month.isoformat(), "2024-06-01")
        told = self.env["mail.message"].sudo().search([("subject", "ilike", "2024-06")])
        self.assertIn(self.engineering_head.partner_id, told.partner_ids)
        self.assertIn(self.head.partner_id, told.partner_ids)
        self.assertNotIn(self.service_head.partner_id, told.partner_ids)

    def test_once_a_month(self):
        first = self._run("2024-07-01 01:00:00")
        self.assertEqual(self._run("2024-07-02 01:00:00"), first)
        self.assertEqual(len(self._run("2024-08-01 01:00:00")), 2 * len(first))

    def test_the_month_is_the_company_s(self):
        self.assertFalse(self._run("2024-06-30 15:00:00").filtered(lambda s: s.month.month == 6))
        self.assertTrue(self._run("2024-06-30 17:00:00").filtered(lambda s: s.month.month == 6))

    def test_who_has_nothing_to_file_is_not_asked(self):
        self.engineering.archive_files_nothing = True
        self.assertEqual(self._run("2024-07-01 01:00:00").department_id, self.service)
        self.company.archive_monthly_filing = False
        self.assertEqual(len(self._run("2024-08-01 01:00:00")), 1)

    def test_the_head_of_the_department_says_why(self):
        silent = self._run("2024-07-01 01:00:00").filtered(
            lambda s: s.department_id == self.engineering
        )
        mine = silent.with_user(self.engineering_head)
        self.assertEqual(mine.search([]), mine)
        mine.action_explain("no works in June")
        self.assertEqual(silent.state, "explained")
        with self.assertRaises(AccessError):
            silent.with_user(self.service_head).action_explain("x")
        with self.assertRaises(UserError):
            silent.unlink()
        with self.assertRaises(AccessError):
            mine.sudo().write({"state": "open"})
