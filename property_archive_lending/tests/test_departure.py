from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SIGNATURE, LendingCase


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

    def test_outside_borrower(self):
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
        for road in (lambda: police.write({"active": False}), lambda: police.unlink()):
            with self.assertRaisesRegex(UserError, line.loan_id.name):
                road()
        other = self.env["res.partner"].create({"name": "派出所"})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with self.assertRaisesRegex(UserError, line.loan_id.name):
            wizard._merge((police | other).ids, other)
        self._take_back(line)
        police.active = False

    def test_queries_do_not_grow(self):
        lines = [self._lend(self._service_file()) for _index in range(3)]
        employees = self.engineer.employee_id | self.clerk.employee_id
        self._forget()
        with self.assertQueryCount(14):
            blockers = employees._archive_departure_blockers()
        self.assertEqual(len(blockers[self.engineer.employee_id.id]), len(lines))
