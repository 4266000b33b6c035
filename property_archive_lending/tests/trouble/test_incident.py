from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestLoanIncident(LendingCase):
    """What goes wrong with a loan opens an incident; a decided loss ends it (D5, D11, F4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.decider = cls._create_person("director", "base.group_user")
        cls.company.archive_incident_decider_ids = cls.decider

    def _decide(self, incident, consequence="none"):
        incident.with_user(self.engineer).write({"report": "I left it on the train."})
        incident.with_user(self.engineer).action_report()
        incident.with_user(self.decider).action_decide("Decided.", consequence)
        self._forget()

    def test_return_as_it_left_opens_nothing(self):
        line = self._lend(self._service_file())
        self._take_back(line, condition="Good ")
        self.assertFalse(line.incident_ids)

    def test_missing_pages_open_an_incident(self):
        record = self._service_file()
        line = self._lend(record)
        notice = self._take_back(line, pages=11, difference="page 7 is gone")
        incident = line.sudo().incident_ids
        self.assertEqual(incident.kind, "damage")
        self.assertEqual(incident.record_ids, record)
        self.assertEqual(incident.person_ids.employee_id, self.engineer.employee_id)
        self.assertIn("page 7 is gone", incident.description)
        self.assertIn(incident.name, notice["params"]["message"])
        with self.assertRaisesRegex(UserError, f"incident {incident.name} is not decided"):
            record._check_blockers("destroy")

    def test_other_condition_opens_an_incident(self):
        line = self._lend(self._service_file())
        self._take_back(line, condition="cover torn")
        self.assertEqual(line.sudo().incident_ids.kind, "damage")

    def test_decided_loss_ends_the_loan_and_clears_the_departure(self):
        record = self._service_file()
        line = self._lend(record)
        waiting = self._ask_service(record, user=self.clerk)
        self._approve(waiting, self.service_head)
        self.assertEqual(waiting.state, "queued")
        employee = self.engineer.employee_id
        action = line.with_user(self.engineer).action_report_loss()
        incident = self.env["property.archive.incident"].browse(action["res_id"])
        with self.assertRaisesRegex(UserError, incident.name):
            employee.with_user(self.hr_manager).action_archive()
        self._decide(incident, "missing")
        self.assertEqual(line.state, "lost")
        self.assertEqual(record.availability, "missing")
        self.assertEqual(waiting.state, "refused")
        self.assertFalse(line.date_reminder)
        self.assertFalse(employee._archive_departure_blockers())
        employee.with_user(self.hr_manager).action_archive()
        self.assertFalse(employee.active)

    def test_loss_made_good_from_a_copy_goes_to_the_next(self):
        record = self._service_file()
        line = self._lend(record)
        waiting = self._ask_service(record, user=self.clerk)
        self._approve(waiting, self.service_head)
        action = line.with_user(self.archivist).action_report_loss()
        self._decide(self.env["property.archive.incident"].browse(action["res_id"]), "replaced")
        self.assertEqual(line.state, "lost")
        self.assertEqual(record.availability, "in")
        self.assertEqual(waiting.state, "approved")

    def test_unfounded_loss_leaves_the_loan_and_can_be_reported_again(self):
        line = self._lend(self._service_file())
        borrower = line.with_user(self.engineer)
        first = borrower.action_report_loss()["res_id"]
        self.assertEqual(borrower.action_report_loss()["res_id"], first)
        incident = self.env["property.archive.incident"].browse(first)
        incident.with_user(self.engineer).write({"report": "Lost, I think."})
        incident.with_user(self.engineer).action_report()
        incident.with_user(self.decider).action_refuse("It lies on the desk.")
        self.assertEqual(line.state, "out")
        self.assertNotEqual(borrower.action_report_loss()["res_id"], first)

    def test_loss_is_reported_by_borrower_or_desk(self):
        line = self._lend(self._service_file())
        with self.assertRaisesRegex(UserError, "Who borrowed it"):
            line.with_user(self.engineering_head).action_report_loss()
        self._take_back(line)
        with self.assertRaisesRegex(UserError, "only while it is"):
            line.with_user(self.engineer).action_report_loss()

    def test_overdue_opens_one_incident_at_the_last_stage(self):
        line = self._lend(self._service_file())
        cron = self.env.ref("property_archive_lending.ir_cron_remind")
        with freeze_time("2024-06-15 04:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertFalse(line.sudo().incident_ids)
        for day in ("2024-06-25 04:00:00", "2024-06-26 04:00:00"):
            with freeze_time(day), self.enter_registry_test_mode():
                cron.method_direct_trigger()
        incident = line.sudo().incident_ids
        self.assertEqual(incident.mapped("kind"), ["late_return"])
        self.assertEqual(incident.activity_ids.user_id, self.engineer)
