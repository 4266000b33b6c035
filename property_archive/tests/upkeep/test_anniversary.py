from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestAnniversary(ArchiveCase):
    """Days of each year in the files of guests (003-8 一 3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guests = cls.env.ref("property_archive.category_guest")
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)

    def _guest(self):
        record = self._draft(
            category=self.guests,
            partner_id=self.owner.id,
            responsible_id=self.clerk.employee_id.id,
        )
        return record

    def _day(self, record, **vals):
        rows = self.env["property.archive.anniversary"].with_user(self.clerk)
        return rows.create({"record_id": record.id, "month": "6", "day": 20, **vals})

    def _run(self, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("property_archive.ir_cron_anniversary").method_direct_trigger()
        self._forget()

    def test_whoever_answers_for_the_file_is_reminded_once_a_year(self):
        record = self._guest()
        row = self._day(record)
        self.assertEqual(row.date_next.isoformat(), "2024-06-20")
        kind = self.env.ref("property_archive.mail_activity_type_anniversary")
        for moment, count in (
            ("2024-06-10 01:00:00", 0),
            ("2024-06-13 01:00:00", 1),
            ("2024-06-14 01:00:00", 1),
            ("2024-06-21 01:00:00", 1),
            ("2025-06-14 01:00:00", 2),
        ):
            self._run(moment)
            found = record.sudo().activity_ids.filtered(lambda a: a.activity_type_id == kind)
            self.assertEqual(len(found), count, moment)
            self.assertLessEqual(found.user_id, self.clerk)

    def test_the_last_of_february(self):
        row = self._day(self._guest(), month="2", day=29)
        self.assertEqual(row.date_next.isoformat(), "2025-02-28")

    def test_it_is_as_closed_as_the_file(self):
        record = self._guest()
        row = self._day(record)
        self._forget()
        rows = self.env["property.archive.anniversary"].with_user(self.engineer)
        self.assertFalse(rows.search([("id", "=", row.id)]))
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            row.with_user(self.engineer).read(["month"])
        other = self._create_person("other", "property_archive.group_property_archive_user")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.env["property.archive.anniversary"].with_user(other).create(
                {"record_id": record.id, "month": "1", "day": 1}
            )

    def test_no_such_day(self):
        with self.assertRaises(UserError):
            self._day(self._guest(), day=32)
