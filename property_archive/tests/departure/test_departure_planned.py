from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common import ArchiveCase

LEAVING = "property_archive.mail_activity_type_leaving"


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestDeparturePlanned(ArchiveCase):
    """A departure planned ahead is told at once, and closes itself (F2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leaver = cls.clerk.employee_id
        cls.draft = (
            cls.env["property.archive.record"]
            .with_user(cls.clerk)
            .create(
                {
                    "name": "Not handed in",
                    "category_id": cls.papers.id,
                    "scope": "personal",
                    "responsible_id": False,
                }
            )
        )
        cls.type = cls.env.ref(LEAVING)

    def _plan(self, **vals):
        self._forget()
        self.leaver.with_user(self.hr_manager).write(vals or {"departure_date": "2024-07-31"})

    def _activities(self):
        return self.env["mail.activity"].search([("activity_type_id", "=", self.type.id)])

    def test_borrower_manager_and_archive_are_told(self):
        self._plan()
        self.assertEqual(self._activities().user_id, self.clerk | self.service_head | self.head)
        discharge = self.leaver.archive_discharge_ids
        self.assertRecordValues(
            discharge,
            [
                {
                    "state": "draft",
                    "manager_id": self.service_head.id,
                    "date_planned": discharge.date_planned,
                }
            ],
        )
        self.assertIn("not handed in", discharge.with_user(self.clerk).open_html)

    def test_told_once(self):
        self._plan()
        before = self._activities()
        self._plan(departure_date="2024-08-15")
        self.env["property.archive.discharge"]._plan(self.leaver)
        with self.enter_registry_test_mode():
            self.env.ref("property_archive.ir_cron_departures").method_direct_trigger()
        self._forget()
        self.assertEqual(self._activities(), before)
        self.assertEqual(str(self.leaver.archive_discharge_ids.date_planned), "2024-08-15")

    def test_closes_itself_when_cleared(self):
        self._plan()
        self.assertEqual(len(self._activities()), 3)
        self._hand_over(self._complete(self.draft))
        self.assertFalse(self._activities())

    def _complete(self, record):
        record.write({"enclosure_ids": [(0, 0, {"name": "Page", "present": True})]})
        return record

    def test_closes_itself_when_a_successor_is_named(self):
        self._file(responsible_id=self.engineer.employee_id.id)
        self._forget()
        self.engineer.employee_id.with_user(self.hr_manager).departure_date = "2024-07-31"
        self.assertEqual(len(self._activities()), 3)
        discharge = self.engineer.employee_id.archive_discharge_ids
        discharge.with_user(self.archivist).successor_id = self.engineering_head.employee_id
        self.assertFalse(self._activities())

    def test_deleted_draft_is_seen_by_the_job(self):
        self._plan()
        self.draft.unlink()
        with self.enter_registry_test_mode():
            self.env.ref("property_archive.ir_cron_departures").method_direct_trigger()
        self._forget()
        self.assertFalse(self._activities())

    def test_called_off(self):
        self._plan()
        self._plan(departure_date=False)
        self.assertFalse(self._activities())
        self.assertEqual(self.leaver.archive_discharge_ids.state, "cancelled")
        self._plan()
        self.assertEqual(
            self.leaver.archive_discharge_ids.sorted("id").mapped("state"), ["cancelled", "draft"]
        )

    def test_contract_end(self):
        self._plan(contract_date_start="2023-01-01", contract_date_end="2024-12-31")
        self.assertFalse(self._activities())
        self.assertFalse(self.leaver.archive_leaving_open)
        self._plan(contract_date_end="2024-06-20")
        self.assertEqual(len(self._activities()), 3)
        # the next contract follows: nobody leaves
        self._plan(contract_date_end=False)
        self.assertFalse(self._activities())

    def test_contract_end_comes_into_sight(self):
        self._plan(contract_date_start="2023-01-01", contract_date_end="2024-12-31")
        self.assertFalse(self._activities())
        with freeze_time("2024-12-05 04:00:00"), self.enter_registry_test_mode():
            self.env.ref("property_archive.ir_cron_departures").method_direct_trigger()
        self._forget()
        self.assertEqual(len(self._activities()), 3)

    def test_cleared_employee_is_not_told(self):
        self.draft.unlink()
        self._plan()
        self.assertFalse(self._activities())
        self.assertFalse(self.leaver.archive_discharge_ids)

    def test_filter(self):
        employees = self.env["hr.employee"].with_user(self.hr_manager)
        self.assertFalse(employees.search([("archive_leaving_open", "=", True)]))
        self._plan()
        self._forget()
        self.assertEqual(employees.search([("archive_leaving_open", "=", True)]), self.leaver)
        self.assertNotIn(self.leaver, employees.search([("archive_leaving_open", "=", False)]))
        self.assertTrue(self.leaver.with_user(self.hr_manager).archive_leaving_open)

    def test_filter_costs_the_same_for_many(self):
        employees = self.env["hr.employee"].create(
            [{"name": f"Leaver {n}", "departure_date": "2024-07-31"} for n in range(40)]
        )
        self.assertTrue(employees.ids)
        self._plan()
        self.env.flush_all()
        self._forget()
        with self.assertQueryCount(14):
            self.env["hr.employee"].search([("archive_leaving_open", "=", True)])

    def test_wizard_shows_each_employee(self):
        employees = self.leaver | self.engineer.employee_id
        wizard = Form(
            self.env["hr.departure.wizard"]
            .with_user(self.hr_manager)
            .with_context(active_ids=employees.ids)
        )
        self.assertTrue(wizard.archive_open)
        self.assertIn("not handed in", wizard.archive_state)
        self.assertIn("cleared", wizard.archive_state)
        # HR sees that it is open, and no link to what HR may not open
        self.assertNotIn(f"property.archive.record/{self.draft.id}", wizard.archive_state)

    def test_the_wizard_plans_what_it_would_refuse(self):
        ahead = fields.Date.add(self.company._archive_today(), days=9)
        wizard = Form(
            self.env["hr.departure.wizard"]
            .with_user(self.hr_manager)
            .with_context(active_ids=self.leaver.ids, employee_termination=True)
        )
        planning = wizard.save()
        with self.assertRaisesRegex(UserError, "day ahead"):
            planning.action_archive_plan()
        planning.departure_date = ahead
        planning.action_archive_plan()
        self.assertTrue(self.leaver.active)
        employees = self.env["hr.employee"].with_user(self.hr_manager)
        self.assertIn(self.leaver, employees.search([("archive_leaving_open", "=", True)]))
        self.assertIn(self.leaver, employees.search([("archive_has_open", "=", True)]))

    def test_who_has_something_open_is_found_before_any_plan(self):
        employees = self.env["hr.employee"].with_user(self.hr_manager)
        found = employees.search([("archive_has_open", "=", True)])
        self.assertIn(self.leaver, found)
        self.assertNotIn(self.engineer.employee_id, found)

    def test_who_only_looks_begins_no_certificate(self):
        certificates = self.env["property.archive.discharge"].sudo()
        before = certificates.search_count([])
        action = self.leaver.with_user(self.hr_manager).action_open_archive_discharge()
        form = Form(
            self.env["property.archive.discharge"]
            .with_user(self.hr_manager)
            .with_context(**action["context"])
        )
        self.assertTrue(form.open_count)
        self.assertEqual(certificates.search_count([]), before)

    def test_link_for_who_may_follow_it(self):
        reader = self.env["hr.employee"].with_user(self.clerk)
        html = reader._archive_open_html([(self.draft.sudo(), "the draft")])
        self.assertIn(f"/odoo/property.archive.record/{self.draft.id}", html)
        nobody = self.env["hr.employee"].with_user(self.engineer)
        self.assertNotIn("href", nobody._archive_open_html([(self.draft.sudo(), "the draft")]))

    def test_reached_date_ends_rights(self):
        self._clear(self.clerk, date_end="2024-12-31")
        self._plan()
        with freeze_time("2024-08-02 04:00:00"), self.enter_registry_test_mode():
            self.env.ref("property_archive.ir_cron_departures").method_direct_trigger()
        clearance = self.env["property.archive.clearance"].search([("user_id", "=", self.clerk.id)])
        self.assertEqual(clearance.state, "revoked")
        self.assertTrue(self.leaver.active)
