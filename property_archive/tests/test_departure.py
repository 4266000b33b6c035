from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestDeparture(ArchiveCase):
    """Whoever leaves is blocked by every road until they are cleared (F1, F4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["property.archive.record"].with_user(cls.clerk).create(
            {"name": "Not handed in", "category_id": cls.papers.id}
        )
        cls.leaver = cls.clerk.employee_id

    def _assert_refused(self, call):
        self._forget()
        with (
            self.assertRaisesRegex(UserError, "Not cleared by the archive"),
            self.env.cr.savepoint(),
        ):
            call()
        self._forget()
        self.assertTrue(self.leaver.active)
        self.assertTrue(self.clerk.active)

    def test_every_road_is_refused(self):
        employee = self.leaver.with_user(self.hr_manager)
        user = self.clerk
        roads = {
            "archive": lambda: employee.action_archive(),
            "write": lambda: employee.write({"active": False}),
            "superuser": lambda: self.leaver.sudo().write({"active": False}),
            "delete": lambda: self.leaver.sudo().unlink(),
            "forced delete": lambda: self.leaver.with_context(_force_unlink=True).unlink(),
            "resource": lambda: self.leaver.resource_id.sudo().write({"active": False}),
            "resource delete": lambda: self.leaver.resource_id.sudo().unlink(),
            "other resource": lambda: self.leaver.write(
                {"resource_id": self.engineer.employee_id.resource_id.id}
            ),
            "cut user": lambda: employee.write({"user_id": False}),
            "cut user on resource": lambda: self.leaver.resource_id.sudo().write(
                {"user_id": False}
            ),
            "user": lambda: user.sudo().write({"active": False}),
            "user archive": lambda: user.sudo().action_archive(),
            "user delete": lambda: user.sudo().unlink(),
            "to portal": lambda: user.sudo().write(
                {"group_ids": [(6, 0, [self.env.ref("base.group_portal").id])]}
            ),
            "other company": lambda: self.leaver.sudo().write(
                {"company_id": self.env["res.company"].create({"name": "另一家"}).id}
            ),
            "departure date": lambda: employee.write({"departure_date": "2024-06-03"}),
            "contact archive": lambda: user.partner_id.sudo().write({"active": False}),
        }
        for name, road in roads.items():
            with self.subTest(road=name):
                self._assert_refused(road)

    def test_wizard_is_refused_and_names_what_is_open(self):
        wizard = (
            self.env["hr.departure.wizard"]
            .with_user(self.hr_manager)
            .with_context(active_ids=self.leaver.ids, employee_termination=True)
            .create({"departure_date": "2024-06-03"})
        )
        self._forget()
        with self.assertRaisesRegex(UserError, "clerk: papers not handed in: Draft"):
            wizard.action_register_departure()

    def test_planned_departure_is_a_plan(self):
        self.leaver.with_user(self.hr_manager).write({"departure_date": "2024-07-31"})
        self.assertTrue(self.leaver.active)

    def test_cleared_employee_leaves(self):
        draft = self.env["property.archive.record"].search([("submitter_id", "=", self.clerk.id)])
        draft.with_user(self.clerk).unlink()
        self._forget()
        self.leaver.with_user(self.hr_manager).action_archive()
        self.assertFalse(self.leaver.active)

    def test_hr_sees_it_before_trying(self):
        self._forget()
        self.assertIn("not handed in", self.leaver.with_user(self.hr_manager).archive_open_items)

    def test_gate_costs_the_same_for_many(self):
        employees = self.leaver | self.env["hr.employee"].create(
            [{"name": f"Leaver {n}"} for n in range(40)]
        )
        self.env.flush_all()
        self._forget()
        with self.assertQueryCount(12):
            employees._archive_departure_blockers()
