from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import SIGNATURE, LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestDesk(LendingCase):
    """Find, hand out, take back (D5, D8, D9)."""

    def test_borrow_for_seven_working_days(self):
        record = self._service_file()
        line = self._lend(record)
        self.assertEqual(line.state, "out")
        self.assertTrue(line.physical)
        # seven working days after Monday 3 June end on Wednesday 12, Shanghai time
        self.assertEqual(line.date_due, Datetime.to_datetime("2024-06-12 15:59:59"))
        self.assertEqual(record.availability, "out")
        self.assertEqual(line.handed_out_by_id, self.archivist)
        self.assertEqual(set(line.sudo().signature_ids.mapped("role")), {"borrower", "archivist"})

    def test_public_holiday_extends_working_days(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "端午节",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2024-06-09 16:00:00",
                "date_to": "2024-06-10 15:59:59",
            }
        )
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        line = self._lend(self._service_file())
        self.assertEqual(line.date_due, Datetime.to_datetime("2024-06-13 15:59:59"))

    def test_shorter_when_needed_shorter(self):
        line = self._ask_service(self._service_file(), date_wanted="2024-06-05")
        self._approve(line)
        self._hand_out(line)
        self.assertEqual(line.date_due, Datetime.to_datetime("2024-06-05 15:59:59"))

    def test_take_back(self):
        record = self._service_file()
        line = self._lend(record)
        notice = self._take_back(line)
        self.assertIn(record.location_id.display_name, notice["params"]["message"])
        self.assertEqual(line.state, "returned")
        self.assertEqual(record.availability, "in")
        self.assertEqual(line.loan_id.state, "closed")

    def test_pages_that_differ_want_a_note(self):
        line = self._lend(self._service_file())
        with self.assertRaisesRegex(UserError, "12 pages and comes back with 11"):
            self._take_back(line, pages=11)
        self.assertEqual(line.state, "out")
        self._take_back(line, pages=11, difference="page 4 missing")
        self.assertEqual(line.state, "returned")

    def test_third_person_brings_it_back_with_a_witness(self):
        line = self._lend(self._service_file())
        wife = self.env["res.partner"].create({"name": "李娜"})
        with self.assertRaisesRegex(UserError, "name the witness"):
            self._take_back(line, returned_by=wife.id)
        self._take_back(line, returned_by=wife.id, witness="the guard")
        self.assertEqual(line.state, "returned")
        self.assertIn(wife, line.sudo().signature_ids.partner_id)

    def test_count_and_signatures_are_needed(self):
        line = self._ask_service(self._service_file())
        self._approve(line)
        with self.assertRaisesRegex(UserError, "Count the pages"):
            self._hand_out(line, pages=0)
        with self.assertRaisesRegex(UserError, "signature"):
            self._hand_out(line, borrower_signature=False)

    def test_not_before_it_is_approved(self):
        line = self._ask_service(self._service_file())
        with self.assertRaisesRegex(UserError, "To Approve"):
            self._hand_out(line)

    def test_not_twice(self):
        line = self._lend(self._service_file())
        with self.assertRaises(UserError):
            self._hand_out(line)

    def test_out_once_in_the_database(self):
        record = self._service_file()
        self._lend(record)
        other = self._ask_service(record, self.clerk)
        other.with_user(self.service_head).action_approve()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            other.sudo()._write_protected(
                {
                    "state": "out",
                    "physical": True,
                    "record_id": record.id,
                    "date_due": "2024-06-10",
                }
            )
            other.flush_recordset()

    def test_who_waits_is_next(self):
        record = self._service_file()
        first = self._lend(record)
        second = self._ask_service(record, self.clerk)
        self._approve(second, self.service_head)
        self.assertEqual(second.state, "queued")
        with self.assertRaises(UserError):
            self._hand_out(second)
        self._take_back(first)
        self.assertEqual(second.state, "approved")
        self._hand_out(second)
        self.assertEqual(second.state, "out")

    def test_consult_opens_the_content_for_that_time_only(self):
        record = self._owner_file()
        line = self._ask_owner()
        self._approve(line)
        with self.assertRaisesRegex(UserError, "Find the record"):
            self._hand_out(line, pages=30)
        line.with_user(self.archivist).action_resolve(record.id)
        self._hand_out(line, pages=30)
        Enclosure = self.env["property.archive.enclosure"].with_user(self.engineer)
        domain = [("record_id", "=", record.id)]
        self.assertTrue(Enclosure.search(domain))
        self.assertEqual(record.with_user(self.engineer).name, "秘密标题")
        with freeze_time("2024-06-03 08:00:01"):
            self._forget()
            self.assertFalse(Enclosure.search(domain))
            with self.assertRaises(AccessError):
                record.with_user(self.engineer).read(["name"])

    def test_reading_ends_when_taken_back(self):
        record = self._owner_file()
        line = self._ask_owner()
        self._approve(line)
        line.with_user(self.archivist).action_resolve(record.id)
        self._hand_out(line, pages=30)
        self._take_back(line, pages=30)
        self.assertFalse(
            self.env["property.archive.enclosure"]
            .with_user(self.engineer)
            .search([("record_id", "=", record.id)])
        )

    def test_electronic_reading_leaves_the_paper(self):
        record = self._owner_file()
        line = self._ask_owner()
        self._approve(line)
        line.with_user(self.archivist).action_resolve(record.id)
        line.with_user(self.archivist).action_hand_out(physical=False)
        self.assertEqual(line.state, "out")
        self.assertEqual(record.availability, "in")
        self.assertTrue(line.sudo().grant_id)

    def test_resolve_only_what_was_asked_for(self):
        self._owner_file()
        other_unit = self.env["property.archive.unit"].create(
            {"building": "3", "unit": "2", "room": "1502"}
        )
        other = self._owner_file(unit_id=other_unit.id)
        line = self._ask_owner()
        self._approve(line)
        with self.assertRaisesRegex(UserError, "not what was asked for"):
            line.with_user(self.archivist).action_resolve(other.id)

    def test_resolve_asks_further_steps_of_a_stricter_rule(self):
        policy = self.env["property.archive.loan.policy"].create(
            {
                "category_id": self.service_files.id,
                "level_id": self.confidential.id,
                "requester": "employee",
                "kind": "borrow",
                "term_number": 1,
                "term_unit": "days",
                "step_ids": [
                    (0, 0, {"sequence": 1, "role": "department_head"}),
                    (0, 0, {"sequence": 2, "role": "general_manager"}),
                ],
            }
        )
        for user in (self.clerk, self.archivist):
            self._clear(user)
        record = self._service_file(level_id=self.confidential.id, scope="department")
        line = self._ask(
            kind="borrow",
            lines=[{"category_id": self.service_files.id, "requested_subject": "lift"}],
        )
        self._approve(line)
        line.with_user(self.archivist).action_resolve(record.id)
        self.assertEqual(line.state, "to_approve")
        self.assertEqual(line.policy_id, policy)
        self._approve(line, self.manager_of_all)
        self.assertEqual(line.state, "approved")

    def test_declined_with_one_answer(self):
        line = self._ask_owner()
        self._approve(line)
        line.with_user(self.archivist).action_decline("The archive cannot serve this.")
        self.assertEqual(line.state, "refused")

    def test_archivist_does_not_serve_themselves(self):
        record = self._service_file()
        self.company.archive_head_id = self.head
        line = self._ask_service(record, self.archivist)
        line.with_user(line.sudo().approval_ids.approver_ids[:1]).action_approve()
        with self.assertRaisesRegex(UserError, "your own loan"):
            self._hand_out(line)
        self._hand_out(line, self.archivist2)
        with self.assertRaisesRegex(UserError, "your own loan"):
            self._take_back(line)

    def test_employee_cannot_hand_out(self):
        line = self._ask_service(self._service_file())
        self._approve(line)
        for user in (self.engineer, self.clerk, self.engineering_head):
            with self.assertRaises(UserError):
                self._hand_out(line, user)

    def test_not_to_somebody_who_left(self):
        line = self._ask_service(self._service_file())
        self._approve(line)
        self.engineer.employee_id.active = False
        self.assertEqual(line.state, "cancelled")
        with self.assertRaisesRegex(UserError, "Cancelled"):
            self._hand_out(line)

    def test_blocked_while_out(self):
        record = self._service_file()
        line = self._lend(record)
        with self.assertRaisesRegex(UserError, line.loan_id.name):
            record.with_user(self.archivist).action_move(self.cabinet.id)
        for operation in ("lend", "amend", "move", "destroy", "transfer"):
            blockers = record._get_blockers(operation)[record]
            self.assertIn(("loan", line), [one[:2] for one in blockers], operation)

    def test_other_people_do_not_learn_who_has_it(self):
        record = self._service_file()
        line = self._lend(record)
        line.sudo().employee_id.name = "Engineer Wang"
        texts = record.with_user(self.clerk)._get_blockers("lend")
        self.assertNotIn("Wang", str(texts))
        texts = record.with_user(self.archivist)._get_blockers("lend")
        self.assertIn("Wang", str(texts))

    def test_desk_by_scan(self):
        records = self._service_file() | self._service_file()
        self.engineer.employee_id.barcode = "T0001"
        lines = self._ask(kind="borrow", lines=[{"requested_record_id": r.id} for r in records])
        lines.with_user(self.engineering_head).action_approve()
        self._forget()
        wizard = Form(self.env["property.archive.desk.wizard"].with_user(self.archivist))
        wizard.scan = "T0001"
        self.assertEqual(len(wizard.line_ids), 2)
        wizard.borrower_signature = SIGNATURE
        wizard.archivist_signature = SIGNATURE
        wizard.save().action_confirm()
        self.assertEqual(set(lines.mapped("state")), {"out"})
        self._forget()
        back = Form(self.env["property.archive.desk.wizard"].with_user(self.archivist2))
        back.mode = "in"
        back.scan = records[0].reference
        back.borrower_signature = SIGNATURE
        back.archivist_signature = SIGNATURE
        back.save().action_confirm()
        self.assertEqual(sorted(lines.mapped("state")), ["out", "returned"])

    def _desk(self):
        self._forget()
        return Form(self.env["property.archive.desk.wizard"].with_user(self.archivist2))

    def test_scanning_what_is_out_takes_it_back(self):
        record = self._service_file()
        self._lend(record)
        desk = self._desk()
        desk.scan = record.reference
        self.assertEqual(desk.mode, "in")
        self.assertEqual(desk.scan_status, "success")
        self.assertIn(self.engineer.name, desk.scan_message)
        self.assertEqual(desk.employee_id, self.engineer.employee_id)
        self.assertEqual(len(desk.line_ids), 1)

    def test_scanning_what_is_out_stops_no_hand_out(self):
        record, other = self._service_file(), self._service_file()
        self._lend(record)
        self._approve(self._ask_service(other))
        desk = self._desk()
        desk.scan = other.reference
        desk.scan = record.reference
        self.assertEqual(desk.mode, "out")
        self.assertEqual(desk.scan_status, "danger")
        self.assertIn(self.engineer.name, desk.scan_message)
        self.assertEqual(len(desk.line_ids), 1)

    def test_what_is_scanned_names_who_fetches_it(self):
        lines = self._ask_service(self._service_file()) | self._ask_service(self._service_file())
        self._approve(lines)
        desk = self._desk()
        desk.scan = lines[0].sudo().record_id.reference
        self.assertEqual(desk.employee_id, self.engineer.employee_id)
        # what else is approved stays on its shelf until it is fetched
        self.assertEqual(len(desk.line_ids), 1)
        desk.scan = lines[1].sudo().record_id.reference
        self.assertEqual(len(desk.line_ids), 2)

    def test_find_by_wizard(self):
        record = self._owner_file()
        line = self._ask_owner()
        self._approve(line)
        wizard = (
            self.env["property.archive.resolve.wizard"]
            .with_user(self.archivist)
            .create({"line_id": line.id})
        )
        self.assertEqual(wizard.candidate_ids, record)
        self.assertEqual(wizard.record_id, record, "the only one it can mean is filled in")
        wizard.action_confirm()
        self.assertEqual(line.sudo().record_id, record)
