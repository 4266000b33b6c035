from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import SIGNATURE, ArchiveCase


class DischargeCase(ArchiveCase):
    """The engineer answers for a file and leaves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leaver = cls.engineer.employee_id
        cls.successor = cls.engineering_head.employee_id
        cls.personnel = cls.env["property.archive.category"].create(
            {
                "name": "Personnel of the tests",
                "code": "T-PER",
                "level_id": cls.internal.id,
                "scope": "company",
                "subject_kind": "employee",
                "one_open_file": True,
            }
        )

    def _begin(self, user=None):
        employee = self.leaver.with_user(user or self.hr_manager)
        action = employee.action_open_archive_discharge()
        discharges = self.env[action["res_model"]].with_user(user or self.hr_manager)
        if action.get("res_id"):
            return discharges.browse(action["res_id"]).sudo()
        return discharges.create({"employee_id": self.leaver.id}).sudo()

    def _confirmed(self):
        discharge = self._begin()
        handler = discharge.with_user(self.archivist)
        handler.successor_id = self.successor
        handler.action_confirm()
        return discharge

    def _sign_all(self, discharge):
        for user in (self.engineer, self.archivist, self.engineering_head):
            discharge.with_user(user).action_sign(SIGNATURE)
        self._forget()


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestDischarge(DischargeCase):
    """The discharge certificate, and what the departure brings about (F3, F5)."""

    def test_begun_once(self):
        discharge = self._begin()
        self.assertEqual(self._begin(self.archivist), discharge)
        self.assertEqual(discharge.manager_id, self.engineering_head)
        with self.assertRaises(AccessError):
            self._begin(self.engineer)

    def test_needs_a_successor_for_files(self):
        self._file(responsible_id=self.leaver.id)
        discharge = self._begin().with_user(self.hr_manager)
        self.assertEqual(discharge.open_count, 1)
        with self.assertRaisesRegex(UserError, "files without a successor: 1"):
            discharge.action_confirm()
        discharge.successor_id = self.successor
        self._forget()
        self.assertFalse(discharge.open_count)
        discharge.action_confirm()
        self.assertEqual(discharge.state, "to_sign")

    def test_successor_works_here(self):
        discharge = self._begin().with_user(self.archivist)
        with self.assertRaisesRegex(ValidationError, "Nobody succeeds themselves"):
            discharge.successor_id = self.leaver
        gone = self.env["hr.employee"].create({"name": "Gone", "active": False})
        with self.assertRaisesRegex(ValidationError, "does not work for"):
            discharge.successor_id = gone

    def test_signed_by_three(self):
        discharge = self._confirmed()
        with self.assertRaisesRegex(UserError, "nothing to sign"):
            discharge.with_user(self.hr_manager).action_sign(SIGNATURE)
        discharge.with_user(self.archivist).action_sign(SIGNATURE)
        with self.assertRaisesRegex(UserError, "already"):
            discharge.with_user(self.archivist2).action_sign(SIGNATURE)
        discharge.with_user(self.engineering_head).action_sign(SIGNATURE)
        self.assertEqual(discharge.state, "to_sign")
        discharge.with_user(self.archivist).action_sign(SIGNATURE, "employee")
        self.assertEqual(discharge.state, "done")
        signature = discharge._signed("employee")
        self.assertRecordValues(
            signature, [{"user_id": self.engineer.id, "captured_by_id": self.archivist.id}]
        )

    def _asked_to_sign(self, discharge):
        kind = self.env.ref("property_archive.mail_activity_type_discharge_sign")
        return discharge.sudo().activity_ids.filtered(lambda a: a.activity_type_id == kind).user_id

    def test_signers_are_asked_until_they_signed(self):
        self.company.archive_keeper_id = self.archivist2
        discharge = self._confirmed()
        self.assertEqual(
            self._asked_to_sign(discharge), self.engineer | self.archivist2 | self.engineering_head
        )
        discharge.with_user(self.engineer).action_sign(SIGNATURE)
        # any archivist signs: the one who was asked has nothing to do any more
        discharge.with_user(self.archivist).action_sign(SIGNATURE)
        self.assertEqual(self._asked_to_sign(discharge), self.engineering_head)
        discharge.with_user(self.archivist).action_cancel("stays")
        self.assertFalse(self._asked_to_sign(discharge))

    def test_buttons_are_shown_to_whom_they_serve(self):
        discharge = self._confirmed()
        everybody = self.engineer, self.archivist, self.engineering_head, self.hr_manager
        shown = [discharge.with_user(user).may_sign for user in everybody]
        self.assertEqual(shown, [True, True, True, False])
        self.assertTrue(discharge.with_user(self.archivist).may_capture)
        self.assertFalse(discharge.with_user(self.engineer).may_capture)
        discharge.with_user(self.engineer).action_sign(SIGNATURE)
        self._forget()
        self.assertFalse(discharge.with_user(self.engineer).may_sign)
        self.assertFalse(discharge.with_user(self.archivist).may_capture)

    def test_leaver_without_user_or_contact_signs(self):
        self.leaver = self.env["hr.employee"].create(
            {"name": "临时工", "department_id": self.engineering.id}
        )
        self.leaver.work_contact_id = False
        discharge = self._begin()
        discharge.sudo()._write_protected({"manager_id": self.engineering_head.id})
        discharge.with_user(self.archivist).action_confirm()
        with self.assertRaisesRegex(UserError, "on their own screen"):
            discharge.with_user(self.engineering_head).action_sign(SIGNATURE, "employee")
        discharge.with_user(self.archivist).action_sign(SIGNATURE, "employee")
        self.assertRecordValues(
            discharge._signed("employee"),
            [
                {
                    "signer_name": "临时工",
                    "user_id": False,
                    "partner_id": False,
                    "captured_by_id": self.archivist.id,
                }
            ],
        )
        with self.assertRaisesRegex(UserError, "already"):
            discharge.with_user(self.archivist2).action_sign(SIGNATURE, "employee")
        discharge.with_user(self.archivist).action_sign(SIGNATURE)
        discharge.with_user(self.engineering_head).action_sign(SIGNATURE)
        self.assertEqual(discharge.state, "done")

    def test_nobody_signs_for_themselves_twice(self):
        self.engineering.manager_id = self.archivist.employee_id
        self.leaver.parent_id = self.archivist.employee_id
        discharge = self._confirmed_by_second()
        discharge.with_user(self.archivist).action_sign(SIGNATURE)
        self.assertTrue(discharge._signed("manager"))
        with self.assertRaisesRegex(UserError, "nothing to sign"):
            discharge.with_user(self.archivist).action_sign(SIGNATURE)

    def _confirmed_by_second(self):
        discharge = self._begin().with_user(self.archivist2)
        discharge.action_confirm()
        return discharge.sudo()

    def test_own_discharge_is_handled_by_others(self):
        self.leaver = self.archivist.employee_id
        self.service.manager_id = self.service_head.employee_id
        discharge = self._begin()
        with self.assertRaisesRegex(UserError, "Somebody else handles"):
            discharge.with_user(self.archivist).action_confirm()
        with self.assertRaisesRegex(UserError, "on their own screen"):
            discharge.sudo().manager_id = self.engineering_head
            discharge.with_user(self.archivist2).action_confirm()
            discharge.with_user(self.archivist).action_sign(SIGNATURE, "employee")

    def test_protected(self):
        discharge = self._confirmed()
        for vals in (
            {"state": "done"},
            {"successor_id": self.archivist.employee_id.id},
            {"date_departed": "2024-06-03"},
        ):
            with self.assertRaises(AccessError):
                discharge.with_user(self.archivist).write(vals)
            with self.assertRaises(AccessError):
                discharge.sudo().write(vals)
        with self.assertRaises(AccessError):
            discharge.sudo().with_context(_force_unlink=True).unlink()
        with self.assertRaisesRegex(UserError, "before the certificate is confirmed"):
            self.env["property.archive.discharge.successor"].with_user(self.archivist).create(
                {
                    "discharge_id": discharge.id,
                    "category_id": self.papers.id,
                    "successor_id": self.successor.id,
                }
            )
        self.assertFalse(discharge.with_user(self.clerk).search([("id", "=", discharge.id)]))

    def test_departure_hands_files_over(self):
        general = self._file(responsible_id=self.leaver.id)
        special = self._file(category=self._special(), responsible_id=self.leaver.id)
        personnel = self._file(category=self.personnel, employee_id=self.leaver.id)
        self._clear(self.engineer)
        discharge = self._begin().with_user(self.archivist)
        discharge.write(
            {
                "successor_id": self.successor.id,
                "successor_ids": [
                    (
                        0,
                        0,
                        {
                            "category_id": special.category_id.parent_id.id,
                            "successor_id": self.clerk.employee_id.id,
                        },
                    )
                ],
            }
        )
        discharge.action_confirm()
        self.assertEqual(
            set(discharge.line_ids.filtered(lambda row: row.kind == "succession").successor_id.ids),
            {self.successor.id, self.clerk.employee_id.id},
        )
        self._sign_all(discharge)
        self.leaver.with_user(self.hr_manager).action_archive()
        self._forget()
        self.assertEqual(general.sudo().responsible_id, self.successor)
        self.assertEqual(special.sudo().responsible_id, self.clerk.employee_id)
        self.assertRecordValues(
            personnel.sudo(), [{"close_reason": "employee_left", "subject_key": False}]
        )
        self.assertEqual(str(personnel.sudo().date_closed), "2024-06-03")
        self.assertEqual(
            self.env["property.archive.clearance"]
            .search([("user_id", "=", self.engineer.id)])
            .mapped("state"),
            ["revoked"],
        )
        self.assertEqual(str(discharge.date_departed), "2024-06-03")

    def _special(self):
        parent = self.env["property.archive.category"].create(
            {"name": "Above", "code": "T-ABV", "level_id": self.internal.id, "scope": "company"}
        )
        return parent.create(
            {
                "name": "Below",
                "code": "T-BLW",
                "level_id": self.internal.id,
                "scope": "company",
                "parent_id": parent.id,
            }
        )

    def test_wizard_dates_the_departure(self):
        personnel = self._file(category=self.personnel, employee_id=self.leaver.id)
        discharge = self._confirmed()
        self._sign_all(discharge)
        wizard = (
            self.env["hr.departure.wizard"]
            .with_user(self.hr_manager)
            .with_context(active_ids=self.leaver.ids, employee_termination=True)
            .create({"departure_date": "2024-05-31", "set_date_end": False})
        )
        wizard.action_register_departure()
        self._forget()
        self.assertFalse(self.leaver.active)
        self.assertEqual(str(personnel.sudo().date_closed), "2024-05-31")
        self.assertEqual(str(discharge.date_departed), "2024-05-31")

    def test_resource_road_acts_too(self):
        personnel = self._file(category=self.personnel, employee_id=self.leaver.id)
        self.leaver.resource_id.sudo().write({"active": False})
        self.assertEqual(personnel.sudo().close_reason, "employee_left")

    def test_company_wants_the_certificate(self):
        self.company.archive_discharge_required = True
        self._forget()
        with self.assertRaisesRegex(UserError, "no signed discharge"), self.env.cr.savepoint():
            self.leaver.with_user(self.hr_manager).action_archive()
        discharge = self._confirmed()
        self._forget()
        with self.assertRaisesRegex(UserError, "no signed discharge"), self.env.cr.savepoint():
            self.leaver.with_user(self.hr_manager).action_archive()
        self._sign_all(discharge)
        self.leaver.with_user(self.hr_manager).action_archive()
        self.assertFalse(self.leaver.active)

    def test_called_off_undoes_nothing(self):
        filed = self._file(responsible_id=self.leaver.id)
        clearance = self._clear(self.engineer)
        discharge = self._confirmed()
        self._sign_all(discharge)
        self.leaver.with_user(self.hr_manager).departure_date = "2024-07-31"
        discharge.with_user(self.hr_manager).action_cancel("stays")
        self._forget()
        self.assertRecordValues(discharge, [{"state": "cancelled", "cancel_reason": "stays"}])
        self.assertFalse(self.leaver.departure_date, "nobody goes on leaving")
        self.assertEqual(filed.sudo().responsible_id, self.leaver)
        self.assertEqual(clearance.state, "granted")
        # the certificate of a departure that did not happen names no successor any more
        with self.assertRaisesRegex(UserError, "files without a successor"):
            self.leaver.with_user(self.hr_manager).action_archive()
        self.assertNotEqual(self._begin(), discharge)

    def test_rehired(self):
        filed = self._file(responsible_id=self.leaver.id)
        personnel = self._file(category=self.personnel, employee_id=self.leaver.id)
        self._clear(self.engineer)
        discharge = self._confirmed()
        self._sign_all(discharge)
        self.leaver.with_user(self.hr_manager).action_archive()
        with freeze_time("2025-02-03 04:00:00"):
            self._forget()
            self.leaver.with_user(self.hr_manager).action_unarchive()
            self.assertTrue(self.leaver.active)
            # what ended stays ended, what was handed over stays there
            self.assertEqual(filed.sudo().responsible_id, self.successor)
            self.assertEqual(str(personnel.sudo().date_closed), "2024-06-03")
            self.assertFalse(
                self.env["property.archive.clearance"].search_count(
                    [("user_id", "=", self.engineer.id), ("state", "=", "granted")]
                )
            )
            with self.assertRaisesRegex(UserError, "has taken place"):
                discharge.with_user(self.hr_manager).action_cancel("back")
            # a new personnel file, and a new certificate when the time comes
            again = self._draft(category=self.personnel, employee_id=self.leaver.id)
            self._hand_over(again)
            self.assertNotEqual(self._begin(), discharge)
            new = self.leaver.archive_discharge_ids.filtered(lambda d: not d.date_departed)
            self.leaver.with_user(self.hr_manager).action_archive()
            self._forget()
            self.assertEqual(str(new.date_departed), "2025-02-03")
            self.assertEqual(str(again.sudo().date_closed), "2025-02-03")
            self.assertEqual(str(personnel.sudo().date_closed), "2024-06-03")
            self.assertEqual(str(discharge.date_departed), "2024-06-03")

    def test_pdf_has_the_signatures(self):
        record = self._draft(user=self.archivist2)
        self.leaver = self.archivist2.employee_id
        self._hand_over(record, receiver=self.archivist)
        record.sudo()._write_protected({"responsible_id": False})
        discharge = self._begin()
        discharge.sudo()._write_protected({"manager_id": self.service_head.id})
        discharge.with_user(self.archivist).action_confirm()
        for user in (self.archivist2, self.archivist, self.service_head):
            discharge.with_user(user).action_sign(SIGNATURE)
        report = self.env["ir.actions.report"].with_user(self.archivist)
        html = report._render_qweb_html("property_archive.report_discharge", discharge.ids)[0]
        text = html.decode()
        self.assertIn(record.sudo().reference, text)
        self.assertEqual(text.count("data:image/png;base64"), 3)
        # words only: the title stays where the rules protect it
        self.assertIn("Handed In", text)

    def test_approvals_are_passed_on(self):
        step = self._pending_step()
        approver = step.approver_ids
        self.assertEqual(approver, self.engineering_head)
        self.engineering_head.employee_id.with_user(self.hr_manager).action_archive()
        self._forget()
        self.assertNotIn(self.engineering_head, step.approver_ids)
        self.assertTrue(step.approver_ids.filtered("active"))
        self.assertEqual(step.state, "pending")

    def test_work_is_passed_on(self):
        """Repairs, protection checks, upkeep and stock checks wait for somebody who is here."""
        self.company.archive_keeper_id = self.archivist2
        room = self.env["property.archive.location"].create({"name": "Store", "kind": "room"})
        point = self.env["property.archive.protection.profile"].search([], limit=1)
        filed = self._file()
        repair = self.env["property.archive.repair"].create(
            {"record_id": filed.id, "user_id": self.archivist.id}
        )
        protection = self.env["property.archive.protection"].create(
            {"location_id": room.id, "profile_id": point.id, "user_id": self.archivist.id}
        )
        schedule = self.env["property.archive.check.schedule"].create(
            {
                "name": "Monthly",
                "scope": "category",
                "category_id": self.papers.id,
                "user_id": self.archivist.id,
                "counter_ids": [(6, 0, self.archivist.ids)],
            }
        )
        equipment = self.env["property.archive.equipment"].create(
            {"name": "Dehumidifier", "location_id": room.id}
        )
        equipment.activity_schedule(
            "property_archive.mail_activity_type_care", user_id=self.archivist.id
        )
        self.assertEqual(repair.activity_ids.user_id, self.archivist)
        self.env["property.archive.record"].sudo().search(
            [("responsible_id", "=", self.archivist.employee_id.id)]
        )._write_protected({"responsible_id": False})
        self._forget()
        self.archivist.employee_id.with_user(self.hr_manager).action_archive()
        self.archivist.action_archive()
        self._forget()
        self.assertEqual(repair.user_id, self.archivist2)
        self.assertEqual(protection.user_id, self.archivist2)
        self.assertEqual(repair.activity_ids.user_id, self.archivist2)
        self.assertEqual(equipment.activity_ids.user_id, self.archivist2)
        self.assertFalse(schedule.user_id | schedule.counter_ids)
        log = self.env["property.archive.log"].sudo()
        self.assertEqual(log.search_count([("action", "=", "work_passed_on")]), 2)

    def test_work_of_another_company_stays(self):
        """Who leaves one company of the group keeps what waits for them in the other."""
        other = self.env["res.company"].create({"name": "另一家"})
        self.archivist.write({"company_ids": [(4, other.id)]})
        checks = (
            self.env["property.archive.check"]
            .sudo()
            ._create_protected(
                [
                    {
                        "user_id": self.archivist.id,
                        "company_id": company.id,
                        "scope": "category",
                        "category_id": self.papers.id,
                    }
                    for company in (self.company, other)
                ]
            )
        )
        self.company.archive_keeper_id = self.archivist2
        self.archivist._archive_end_rights(self.company)
        self.assertEqual(checks[0].user_id, self.archivist2)
        self.assertEqual(checks[1].user_id, self.archivist)

    def _pending_step(self):
        """A step that waits for the head of the engineers, on a real document."""
        delegate = self._draft()
        return (
            self.env["property.archive.approval"]
            .sudo()
            ._create_protected(
                [
                    {
                        "res_model": "property.archive.incident",
                        "res_id": self.env["property.archive.incident"]
                        ._open_once("damage", "test", records=delegate)
                        .id,
                        "sequence": 1,
                        "role": "archive_head",
                        "approver_ids": [(6, 0, self.engineering_head.ids)],
                        "state": "pending",
                        "company_id": self.company.id,
                    }
                ]
            )
        )


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestDepartmentMove(DischargeCase):
    """Whoever moves to another department hands over what is the old one's (F6)."""

    def _papers_of_department(self):
        record = self._draft(
            user=self.clerk,
            scope="department",
            department_id=self.engineering.id,
            responsible_id=self.leaver.id,
        )
        self._hand_over(record)
        return record.sudo()

    def _move(self):
        self._forget()
        self.leaver.with_user(self.hr_manager).write({"department_id": self.service.id})

    def test_listed_and_handed_over(self):
        record = self._papers_of_department()
        self._move()
        self.assertEqual(self.leaver._archive_department(), self.service)
        handover = record.handover_line_ids.handover_id.filtered(
            lambda h: h.kind == "department_move"
        )
        self.assertRecordValues(
            handover,
            [
                {
                    "giver_id": self.engineer.id,
                    "receiver_id": self.engineering_head.id,
                    "target_department_id": self.engineering.id,
                    "successor_id": self.successor.id,
                    "state": "draft",
                }
            ],
        )

    def test_company_may_refuse(self):
        record = self._papers_of_department()
        self.company.archive_move_blocks = True
        with self.assertRaisesRegex(UserError, record.reference), self.env.cr.savepoint():
            self._move()
        self._forget()
        self.assertEqual(self.leaver._archive_department(), self.engineering)
        record._write_protected({"responsible_id": self.successor.id})
        self._move()
        self.assertEqual(self.leaver._archive_department(), self.service)

    def test_new_version_is_a_move_too(self):
        record = self._papers_of_department()
        self.company.archive_move_blocks = True
        self._forget()
        with self.assertRaisesRegex(UserError, record.reference), self.env.cr.savepoint():
            self.leaver.with_user(self.hr_manager).create_version(
                {"date_version": "2024-06-10", "department_id": self.service.id}
            )

    def test_form_says_it_before_it_is_saved(self):
        record = self._papers_of_department()
        hr = self.leaver.with_user(self.hr_manager)
        for blocks, title in ((False, "To hand over to"), (True, "The move is refused")):
            self.company.archive_move_blocks = blocks
            self._forget()
            warning = self._warning(hr, self.service)
            self.assertIn(title, warning["title"])
            self.assertIn(record.reference, warning["message"])
            self.assertNotIn(record.name, warning["message"].replace(record.reference, ""))
        self.assertFalse(self._warning(hr, self.engineering))

    def _warning(self, employee, department):
        """What the form shows when this department is chosen."""
        return employee.onchange(
            {"department_id": department.id}, ["department_id"], {"department_id": {}}
        ).get("warning")

    def test_nothing_of_the_department_nothing_told(self):
        self._file(responsible_id=self.leaver.id)
        self.company.archive_move_blocks = True
        self._move()
        self.assertEqual(self.leaver._archive_department(), self.service)
