from datetime import date

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common import ArchiveCase

#: In Shanghai: half past eleven at night on Sunday, 2 June.
_EVENING = "2024-06-02 15:30:00"
#: One in the morning of Monday, 3 June; in Greenwich it is Sunday still.
_NIGHT = "2024-06-02 17:00:00"
_MONDAY = date(2024, 6, 3)


@tagged("post_install", "-at_install")
@freeze_time(_NIGHT)
class TestCompanyDay(ArchiveCase):
    """A day begins at midnight of the company, for people and for jobs (J19)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist, cls.head):
            cls._clear(user)

    def _run(self, name, moment):
        self.env.flush_all()
        self._forget()
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref(f"property_archive.{name}").method_direct_trigger()
        self._forget()

    def test_what_is_entered_and_filed_bears_the_day_of_the_company(self):
        for zone in ("UTC", "America/Los_Angeles"):
            self.clerk.tz = zone
            record = self._file(user=self.clerk)
            self.assertRecordValues(record, [{"date_document": _MONDAY, "date_filed": _MONDAY}])

    def test_the_day_to_come_is_refused(self):
        record = self._draft(date_document="2024-06-03")
        with self.assertRaisesRegex(ValidationError, "lies in the future"):
            record.date_document = "2024-06-04"

    def test_a_clearance_ends_with_its_last_day(self):
        self.papers.level_id = self.secret
        record = self._file()
        clearance = self.env["property.archive.clearance"].search([("user_id", "=", self.clerk.id)])
        clearance.sudo()._write_protected({"date_end": "2024-06-02"})
        for moment, reads in ((_EVENING, True), (_NIGHT, False)):
            with freeze_time(moment):
                self._forget()
                self.assertEqual(record.with_user(self.clerk).readable, reads, moment)
                self.assertEqual(clearance.running, reads, moment)
                clearance.invalidate_recordset()

    def test_sealing_comes_on_its_day(self):
        self.papers.sealing = True
        record = self._file()
        record.sudo()._write_protected({"date_sealing_due": _MONDAY})
        self._run("ir_cron_seal_records", _EVENING)
        self.assertEqual(record.state, "filed")
        self._run("ir_cron_seal_records", _NIGHT)
        self.assertEqual(record.state, "sealed")

    def test_a_review_is_asked_for_on_its_day(self):
        record = self._file()
        record.sudo()._write_protected({"date_review_due": _MONDAY})
        self._run("ir_cron_review", _EVENING)
        self.assertFalse(record.review_asked)
        self._run("ir_cron_review", _NIGHT)
        self.assertTrue(record.review_asked)

    def test_protection_and_upkeep_come_on_their_day(self):
        room = self.env["property.archive.location"].create(
            {
                "name": "Store",
                "kind": "room",
                "protection_profile_id": self.env.ref(
                    "property_archive.protection_profile_three"
                ).id,
                "protection_months": 1,
                "date_protection_next": _MONDAY,
            }
        )
        item = self.env["property.archive.equipment"].create(
            {"name": "Dehumidifier", "location_id": room.id, "date_next": _MONDAY}
        )
        self._run("ir_cron_care", _EVENING)
        self.assertFalse(item.activity_ids)
        self.assertEqual(room.date_protection_next, _MONDAY)
        self._run("ir_cron_care", _NIGHT)
        self.assertEqual(item.activity_ids.date_deadline, _MONDAY)
        self.assertEqual(room.date_protection_next, date(2024, 7, 3))

    def test_a_check_is_prepared_so_many_days_before(self):
        self._file()
        schedule = self.env.ref("property_archive.check_schedule_store")
        schedule.lead_days = 27  # before the last of June
        domain = [("schedule_id", "=", schedule.id), ("company_id", "=", self.company.id)]
        checks = self.env["property.archive.check"]
        self._run("ir_cron_check_prepare", _EVENING)
        self.assertFalse(checks.search(domain))
        self._run("ir_cron_check_prepare", _NIGHT)
        self.assertTrue(checks.search(domain))

    def test_filing_and_putting_right_are_overdue_when_their_day_is_over(self):
        record = self._draft()
        end = self.company._archive_day_end(date(2024, 6, 2))
        record.sudo()._write_protected({"date_filing_due": end})
        incident = (
            self.env["property.archive.incident"]
            .sudo()
            ._create_protected([{"kind": "loss", "date_fix_due": end}])
        )
        for moment, overdue in ((_EVENING, False), (_NIGHT, True)):
            self._run("ir_cron_filing", moment)
            self._run("ir_cron_incident_fix", moment)
            self.assertEqual(record.filing_result == "late", overdue, moment)
            self.assertEqual(incident.turn > 1, overdue, moment)

    def test_a_contract_comes_into_sight_on_the_day_of_the_company(self):
        self.company.archive_notice_days = 10
        employee = self.engineer.employee_id
        employee.write({"contract_date_start": "2023-01-01", "contract_date_end": "2024-06-13"})
        for moment, planned in ((_EVENING, False), (_NIGHT, True)):
            with freeze_time(moment):
                found = self.env["hr.employee"]._archive_planned_ids(employee.ids)
                self.assertEqual(employee.id in found, planned, moment)

    def test_one_job_works_by_the_day_of_each_company(self):
        west = self.env["res.company"].create({"name": "Seattle Property"})
        west.partner_id.tz = "America/Los_Angeles"
        self.assertEqual(west._archive_today(), date(2024, 6, 2))
        domain = self.env["res.company"]._archive_due_domain("date_review_due")
        here = self._file().sudo()
        here._write_protected({"date_review_due": _MONDAY})
        self.assertTrue(here.filtered_domain(domain))
        self.assertIn(here, here.search(domain))
        there = here.new({"company_id": west.id, "date_review_due": _MONDAY})
        self.assertFalse(there.filtered_domain(domain))
        with freeze_time("2024-06-03 17:00:00"):  # Monday in Seattle, Tuesday in Shanghai
            domain = self.env["res.company"]._archive_due_domain("date_review_due")
            self.assertTrue(there.filtered_domain(domain))
