from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
class TestBackup(ArchiveCase):
    """The archive head sees what protects the archive, and a back-up that was missed (J21)."""

    def setUp(self):
        super().setUp()
        self.backups = self.env["property.archive.backup"]
        self.env["res.company"].search([("id", "!=", self.company.id)]).archive_backup_day = 0

    def _missed(self):
        return self.backups.search([("state", "=", "missed")])

    @freeze_time("2031-06-03 04:00:00")
    def test_003_7_4_2_a_month_without_one_is_a_task_of_the_archive_head(self):
        self.backups._cron_watch()
        self.backups._cron_watch()
        missed = self._missed()
        self.assertEqual(missed.activity_ids.user_id, self.head)
        self.backups.sudo().create({"name": "x-1", "date_done": "2031-06-03 03:00:00"})
        self.backups._cron_watch()
        self.assertFalse(missed.activity_ids)

    @freeze_time("2031-06-01 04:00:00")
    def test_the_day_itself_is_there_for_it(self):
        self.backups._cron_watch()
        self.assertFalse(self._missed())

    def test_nobody_enters_one(self):
        for user in (self.head, self.executive):
            with self.assertRaises(AccessError):
                self.backups.with_user(user).create({"name": "y", "date_done": "2031-06-03"})
        backup = self.backups.create({"name": "z", "date_done": "2031-06-03 03:00:00"})
        with self.assertRaises(AccessError):
            backup.with_user(self.head).sudo().write({"sums": "0"})

    def test_the_archive_head_sees_it(self):
        self.backups.create({"name": "z", "date_done": "2031-06-03 03:00:00", "sums": "abc"})
        status = self.env["property.archive.protection.status"].with_user(self.head).create({})
        self.assertEqual(status.backup_sums, "abc")
        self.assertIn(status.storage, ("encrypted", "plain", "unknown"))

    @freeze_time("2031-11-20 04:00:00")
    def test_000_1_3_6_a_yearly_check_falls_at_the_start_of_the_next_year(self):
        schedule = self.env["property.archive.check.schedule"].new(
            {"period": "yearly", "days_after": 31}
        )
        today = self.company._archive_today()
        self.assertEqual(str(schedule._due_day(today)), "2032-01-31")
        self.assertEqual(str(schedule._due_day(today.replace(day=1, month=1))), "2031-01-31")
        schedule.days_after = 0
        self.assertEqual(str(schedule._due_day(today)), "2031-12-31")
