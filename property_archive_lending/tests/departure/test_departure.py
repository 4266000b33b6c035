from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..common import SIGNATURE, LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestDeparture(LendingCase):
    """Who has something out does not leave (F1, F4)."""

    def test_employee(self):
        record = self._service_file()
        line = self._lend(record)
        employee = self.engineer.employee_id.with_user(self.hr_manager)
        for road in (
            lambda: employee.write({"active": False}),
            lambda: employee.action_archive(),
            lambda: employee.sudo().unlink(),
            lambda: employee.sudo().resource_id.write({"active": False}),
            lambda: employee.sudo().write({"user_id": False}),
            lambda: self.engineer.write({"active": False}),
        ):
            with self.assertRaisesRegex(UserError, line.loan_id.name) as caught:
                road()
            self.assertIn(record.reference, str(caught.exception))
        self._take_back(line)
        employee.action_archive()
        self.assertFalse(self.engineer.employee_id.active)

    def test_title_stays_secret(self):
        self._lend(self._service_file())
        blockers = self.engineer.employee_id._archive_departure_blockers()
        self.assertIn(self.engineer.employee_id.id, blockers)
        for user in (self.clerk, self.archivist):
            self._clear(user)
        record = self._service_file(name="绝密标题", level_id=self.secret.id)
        line = self._ask(kind="borrow", lines=[{"requested_code": record.reference}])
        self._approve(line)
        line.with_user(self.archivist).action_resolve(record.id)
        self._hand_out(line)
        text = str(self.engineer.employee_id._archive_departure_blockers())
        self.assertIn(record.reference, text)
        self.assertNotIn(record.name, text)

    def _lend_outside(self):
        """What a state body has out, and its contact."""
        police = self.env["res.partner"].create({"name": "派出所"})
        record = self._service_file()
        self.company.archive_leader_ids = self.manager_of_all
        line = self._ask(
            self.archivist,
            kind="consult",
            employee_id=False,
            partner_id=police.id,
            outsider="state_body",
            letter=SIGNATURE,
            identity_document=SIGNATURE,
            lines=[{"requested_record_id": record.id}],
        )
        self._approve(line, self.manager_of_all)
        self._hand_out(line)
        return police, line

    def test_outside_borrower(self):
        police, line = self._lend_outside()
        for road in (lambda: police.write({"active": False}), lambda: police.unlink()):
            with self.assertRaisesRegex(UserError, line.loan_id.name):
                road()
        other = self.env["res.partner"].create({"name": "派出所"})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with self.assertRaisesRegex(UserError, line.loan_id.name):
            wizard._merge((police | other).ids, other)
        self._take_back(line)
        police.active = False

    def test_on_behalf_of_somebody_else(self):
        """Who asked for another answers too, until an archivist takes the request over."""
        line = self._lend_directly(self._service_file())
        line.loan_id._write_protected({"user_id": self.archivist2.id})
        self._forget()
        people = self.archivist2.employee_id | self.engineer.employee_id
        blockers = people._archive_departure_blockers()
        self.assertIn("on loan for engineer", blockers[self.archivist2.employee_id.id][0])
        self.assertIn("on loan: ", blockers[self.engineer.employee_id.id][0])
        with self.assertRaisesRegex(UserError, "archivists"):
            line.with_user(self.engineer).action_take_over()
        line.with_user(self.archivist).action_take_over()
        self._forget()
        blockers = people._archive_departure_blockers()
        self.assertEqual(list(blockers), self.engineer.employee_id.ids)

    def test_key(self):
        key = self._file(
            category=self.env.ref("property_archive.category_key"),
            medium="object",
            scope="company",
            page_count=1,
        ).sudo()
        line = self._lend_directly(key)
        self.assertIn(
            key.reference,
            str(self.engineer.employee_id._archive_departure_blockers()),
        )
        line._write_protected({"state": "returned"})
        self.assertFalse(self.engineer.employee_id._archive_departure_blockers())

    def _lend_directly(self, record, user=None, **vals):
        """A loan that is out, whatever policy would have decided on it."""
        line = self._ask_service(self._service_file(), user or self.engineer, submit=False)
        line.sudo()._write_protected(
            {
                "state": "out",
                "record_id": record.id,
                "physical": True,
                "date_out": "2024-06-03 04:00:00",
                "date_due": "2024-06-04 04:00:00",
                **vals,
            }
        )
        line.loan_id.sudo()._write_protected({"name": f"JY/TEST/{line.id}"})
        self._forget()
        return line.sudo()

    def test_copy_comes_back(self):
        for user in (self.clerk, self.archivist):
            self._clear(user)
        secret = self._service_file(level_id=self.secret.id)
        line = self._lend_directly(secret)
        line._write_protected({"state": "delivered", "physical": False})
        plain = self._lend_directly(self._service_file())
        plain._write_protected({"state": "delivered", "physical": False})
        self.assertEqual((line.copy_to_return, plain.copy_to_return), (True, False))
        at_the_desk = self._listed("property_archive_loan_line_action_desk", self.archivist)
        self.assertEqual(line & at_the_desk, line)
        self.assertFalse(plain & at_the_desk)
        mine = self._listed("property_archive_loan_line_action_mine", self.engineer)
        self.assertEqual((line | plain) & mine, line)
        self.assertIn("bring it back", line.with_user(self.engineer).progress)
        blockers = self.engineer.employee_id._archive_departure_blockers()
        self.assertEqual(len(blockers[self.engineer.employee_id.id]), 1)
        self.assertIn("copy of", blockers[self.engineer.employee_id.id][0])
        with self.assertRaisesRegex(UserError, "archivists"):
            line.with_user(self.engineer).action_copy_back("shredded")
        action = line.with_user(self.archivist).action_copy_back()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.archivist)
            .with_context(**action["context"])
            .create({"reason": "shredded before two witnesses"})
        )
        wizard.action_confirm()
        self.assertRecordValues(
            line,
            [{"copy_to_return": False, "copy_back_note": "shredded before two witnesses"}],
        )
        self.assertFalse(self.engineer.employee_id._archive_departure_blockers())
        self._forget()
        self.assertIn("two witnesses", line.with_user(self.engineer).progress)
        self.assertFalse(
            line & self._listed("property_archive_loan_line_action_desk", self.archivist)
        )

    def _listed(self, action, user):
        """What a menu of the lending addon lists for a user."""
        action = self.env.ref(f"property_archive_lending.{action}")
        names = {"uid": user.id}
        domain = safe_eval(action.domain, names)
        return self.env[action.res_model].with_user(user).search(domain)

    def test_borrower_who_died(self):
        """A third person brings it back, or the incident about its loss is decided."""
        line = self._lend(self._service_file())
        lost = self._lend(self._service_file())
        widow = self.env["res.partner"].create({"name": "家属"})
        self._take_back(line, returned_by=widow.id, witness="保安队长")
        self._forget()
        blockers = self.engineer.employee_id._archive_departure_blockers()
        self.assertEqual(len(blockers[self.engineer.employee_id.id]), 1)
        lost.sudo()._write_protected({"state": "lost"})
        self.engineer.employee_id.with_user(self.hr_manager).action_archive()
        self.assertFalse(self.engineer.employee_id.active)

    def test_outside_borrower_who_vanishes(self):
        """Their contact cannot go; what they had is declared lost, and then it can."""
        police, line = self._lend_outside()
        with self.assertRaisesRegex(UserError, line.loan_id.name), self.env.cr.savepoint():
            police.active = False
        line.sudo()._write_protected({"state": "lost"})
        police.active = False
        self.assertFalse(police.active)

    def test_open_requests_end_with_the_departure(self):
        line = self._ask_service(self._service_file())
        self.engineer.employee_id.with_user(self.hr_manager).action_archive()
        self.assertEqual(line.state, "cancelled")
        self.assertFalse(line.sudo().approval_ids.filtered(lambda s: s.state == "pending"))

    def test_nothing_handed_out_after_the_certificate(self):
        line = self._ask_service(self._service_file())
        self._approve(line)
        discharge = self._discharge()
        with self.assertRaisesRegex(UserError, discharge.name):
            self._hand_out(line)
        discharge.with_user(self.hr_manager).action_cancel("stays")
        self._hand_out(line)
        self.assertEqual(line.state, "out")

    def _discharge(self):
        discharges = self.env["property.archive.discharge"]
        discharge = discharges._open_of(self.engineer.employee_id) or discharges.with_user(
            self.hr_manager
        ).create({"employee_id": self.engineer.employee_id.id})
        discharge = discharge.with_env(self.env)
        discharge.with_user(self.archivist).action_confirm()
        return discharge

    def test_certificate_lists_what_was_out(self):
        line = self._lend(self._service_file())
        lost = self._lend(self._service_file())
        self._take_back(line)
        lost.sudo()._write_protected({"state": "lost"})
        discharge = self._discharge()
        self.assertEqual(
            discharge.line_ids.mapped(lambda row: (row.kind, row.name, row.document)),
            [
                ("returned", line.sudo().record_id.display_name, line.loan_id.name),
                ("lost", lost.sudo().record_id.display_name, lost.loan_id.name),
            ],
        )
        # frozen: what happens to the record afterwards changes no word of it
        line.sudo().record_id._write_protected({"name": "umbenannt"})
        self._forget()
        self.assertNotIn("umbenannt", str(discharge.line_ids.mapped("name")))

    def test_planned_departure_closes_with_the_return(self):
        line = self._lend(self._service_file())
        employee = self.engineer.employee_id.with_user(self.hr_manager)
        employee.write({"departure_date": "2024-06-28"})
        kind = self.env.ref("property_archive.mail_activity_type_leaving")
        activities = self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])
        self.assertEqual(activities.user_id, self.engineer | self.engineering_head | self.head)
        self._take_back(line)
        self.assertFalse(self.env["mail.activity"].search([("activity_type_id", "=", kind.id)]))

    def test_department_move_with_a_loan_of_the_department(self):
        record = self._service_file()
        record._write_protected({"scope": "department", "department_id": self.engineering.id})
        line = self._lend_directly(record)
        company_record = self._lend_directly(self._service_file())
        self.assertTrue(company_record)
        employee = self.engineer.employee_id.with_user(self.hr_manager)
        self.company.archive_move_blocks = True
        self._forget()
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            employee.write({"department_id": self.service.id})
        self.assertIn(line.loan_id.name, str(caught.exception))
        self.assertNotIn(company_record.loan_id.name, str(caught.exception))
        self.company.archive_move_blocks = False
        self._forget()
        employee.write({"department_id": self.service.id})
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.engineering_head.partner_id.ids)], order="id desc", limit=1
        )
        self.assertIn(line.loan_id.name, message.body)

    def test_suspended_borrower_is_not_cleared(self):
        line = self._lend(self._service_file())
        self.env["property.archive.suspension"].with_user(self.hr_manager)._suspend(
            self.engineer, "dismissed"
        )
        self._forget()
        for road in (
            lambda: self.engineer.employee_id.action_archive(),
            lambda: self.engineer.write({"active": False}),
        ):
            with self.assertRaisesRegex(UserError, line.loan_id.name), self.env.cr.savepoint():
                road()

    def test_queries_do_not_grow(self):
        """At most 12 queries, for one and for a hundred, with everything open."""
        employees = self._crowd()
        records = self.env["property.archive.record"].search(
            [("responsible_id", "in", employees.ids)]
        )
        loans = (
            self.env["property.archive.loan"]
            .sudo()
            ._create_protected(
                [
                    {"name": f"JY/T/{employee.id}", "purpose": "x", "employee_id": employee.id}
                    for employee in employees
                ]
            )
        )
        self.env["property.archive.loan.line"].sudo()._create_protected(
            [
                {
                    "loan_id": loan.id,
                    "state": "out",
                    "record_id": record.id,
                    "physical": True,
                    "date_out": "2024-06-03 04:00:00",
                    "date_due": "2024-06-04 04:00:00",
                }
                for loan, record in zip(loans, records, strict=True)
            ]
        )
        handover = self._draft(user=self.archivist2).action_submit()
        self.assertTrue(handover)
        counts = []
        for some in (employees[:1], employees[:1], employees):
            some |= self.archivist2.employee_id
            self.env.flush_all()
            self._forget()
            before = self.env.cr.sql_log_count
            blockers = some.with_env(self.env)._archive_departure_blockers()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(blockers), len(some))
            self.assertIn("on loan", str(blockers[employees[0].id]))
        self.assertLessEqual(max(counts), 12)
        # the first time Odoo reads what it keeps in its caches
        self.assertLessEqual(counts[2], counts[1])
