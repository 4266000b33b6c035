from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ...exceptions import DepartureRefused
from ..common import ArchiveCase


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

    def _assert_refused(self, call, road):
        self._forget()
        with (
            self.assertRaisesRegex(UserError, "Not cleared by the archive", msg=road),
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
            "import": lambda: self._import(employee, [["id", "active"], "0"]),
            "import of the user": lambda: self._import(user, [["id", "active"], "0"]),
            "import to the portal": lambda: self._import(
                user, [["id", "group_ids/id"], "base.group_portal"]
            ),
            "batch to the portal": lambda: (user | self.engineer)
            .sudo()
            .write({"group_ids": [(6, 0, [self.env.ref("base.group_portal").id])]}),
            "group's side": lambda: self.env.ref(
                "property_archive.group_property_archive_user"
            ).write({"user_ids": [(3, user.id)]}),
            "company archived": lambda: self.company.sudo().write({"active": False}),
            "company taken away": lambda: self._take_company(user),
            "other contact": lambda: self.leaver.sudo().write(
                {"work_contact_id": self.env["res.partner"].create({"name": "别人"}).id}
            ),
            "user's other contact": lambda: user.sudo().write(
                {"partner_id": self.env["res.partner"].create({"name": "别人"}).id}
            ),
            "contact merged": lambda: self._merge(user.partner_id),
            "company's side": lambda: self.company.sudo().write({"user_ids": [(3, user.id)]}),
            "contact's side": lambda: user.partner_id.sudo().write({"user_ids": [(2, user.id)]}),
            "user's side": lambda: user.sudo().write({"employee_ids": [(5,)]}),
            "resource's side": lambda: self.leaver.resource_id.sudo().write(
                {"employee_id": [(5,)]}
            ),
            "company of the resource": lambda: self.leaver.resource_id.sudo().write(
                {"company_id": self.env["res.company"].create({"name": "另一家"}).id}
            ),
            "group deleted": lambda: self._only_group(user).sudo().unlink(),
            "version with a past date": lambda: self.leaver.sudo().create_version(
                {"date_version": "2024-06-02", "departure_date": "2024-06-02"}
            ),
        }
        for name, road in roads.items():
            with self.subTest(road=name):
                self._assert_refused(road, name)

    def _import(self, record, row):
        """As the import screen does: by external id, with messages for errors."""
        self.env["ir.model.data"].create(
            {
                "module": "__test__",
                "name": f"leaver_{record._name.replace('.', '_')}",
                "model": record._name,
                "res_id": record.id,
            }
        )
        names, value = row
        loader = record.with_user(self.env.ref("base.user_root")).with_context(lang="en_US")
        result = loader.load(names, [[f"__test__.leaver_{record._name.replace('.', '_')}", value]])
        self.assertFalse(result["ids"])
        raise UserError(result["messages"][0]["message"])

    def _take_company(self, user):
        other = self.env["res.company"].create({"name": "另一家"})
        user.sudo().write(
            {"company_ids": [(6, 0, other.ids)], "company_id": other.id},
        )

    def _only_group(self, user):
        """A group of the company's own that alone makes this user one of the staff."""
        group = self.env["res.groups"].create(
            {"name": "Staff", "implied_ids": [(4, self.env.ref("base.group_user").id)]}
        )
        user.sudo().write({"group_ids": [(6, 0, group.ids)]})
        return group

    def _merge(self, contact):
        other = self.env["res.partner"].create({"name": contact.name})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((contact | other).ids, other, extra_checks=False)

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

    def test_dialog_leads_to_who_has_something_open(self):
        self._forget()
        with self.assertRaises(DepartureRefused) as caught:
            self.leaver.with_user(self.hr_manager).action_archive()
        action = caught.exception.context["archive_action"]
        # HR prepares the certificate, where everything open is listed with links
        self.assertEqual(action["res_model"], "property.archive.discharge")
        self.assertEqual(action["context"], {"default_employee_id": self.leaver.id})

    def test_everybody_is_named(self):
        self.env["property.archive.record"].with_user(self.archivist).create(
            {"name": "Another", "category_id": self.papers.id}
        )
        self._forget()
        both = self.leaver | self.archivist.employee_id | self.engineer.employee_id
        with self.assertRaises(UserError) as caught:
            both.with_user(self.hr_manager).action_archive()
        text = str(caught.exception)
        self.assertIn("clerk: papers", text)
        self.assertIn("archivist: papers", text)
        self.assertNotIn("engineer", text)
        self.assertTrue(self.engineer.employee_id.active)

    def test_user_without_employee(self):
        user = new_test_user(
            self.env, "test_loner", "property_archive.group_property_archive_user", name="loner"
        )
        draft = (
            self.env["property.archive.record"]
            .with_user(user)
            .create({"name": "Draft", "category_id": self.papers.id})
        )
        for road in (
            lambda: user.write({"active": False}),
            lambda: user.unlink(),
            lambda: user.partner_id.write({"active": False}),
            lambda: user.write({"group_ids": [(6, 0, [self.env.ref("base.group_portal").id])]}),
        ):
            self._forget()
            with self.assertRaisesRegex(UserError, "loner: papers"), self.env.cr.savepoint():
                road()
        self.env.registry.clear_cache()  # a real rollback does so
        self._forget()
        draft.with_user(user).unlink()
        user.active = False

    def test_employee_with_two_users(self):
        second = new_test_user(
            self.env, "test_second", "property_archive.group_property_archive_user", name="second"
        )
        second.partner_id = self.engineer.partner_id
        draft = (
            self.env["property.archive.record"]
            .with_user(second)
            .create({"name": "By the other account", "category_id": self.papers.id})
        )
        self._forget()
        with self.assertRaisesRegex(UserError, "engineer: papers"), self.env.cr.savepoint():
            self.engineer.employee_id.write({"active": False})
        draft.unlink()
        self._clear(second)
        self._forget()
        self.engineer.employee_id.write({"active": False})
        clearance = self.env["property.archive.clearance"].search([("user_id", "=", second.id)])
        self.assertEqual(clearance.state, "revoked")

    def test_employee_in_two_companies(self):
        other = self.env["res.company"].create({"name": "另一家"})
        self.clerk.write({"company_ids": [(4, other.id)]})
        there = self.env["hr.employee"].create(
            {"name": "clerk", "user_id": self.clerk.id, "company_id": other.id}
        )
        here = self._clear(self.clerk)
        elsewhere = here.sudo()._create_protected(
            [
                {
                    "user_id": self.clerk.id,
                    "company_id": other.id,
                    "level_id": self.top_secret.id,
                    "date_start": "2020-01-01",
                    "date_end": "2024-12-31",
                    "state": "granted",
                }
            ]
        )
        self._forget()
        with self.assertRaisesRegex(UserError, "clerk: papers"), self.env.cr.savepoint():
            there.write({"active": False})
        self.env["property.archive.record"].search([("submitter_id", "=", self.clerk.id)]).unlink()
        self._forget()
        there.write({"active": False})
        # who still works for the first company keeps the rights they have there
        self.assertEqual(elsewhere.state, "revoked")
        self.assertEqual(here.state, "granted")

    def test_open_handover_and_files_without_successor(self):
        filed = self._file(responsible_id=self.engineer.employee_id.id)
        draft = self._draft(user=self.archivist2)
        draft.action_submit()
        blockers = (
            self.engineer.employee_id | self.archivist2.employee_id
        )._archive_departure_blockers()
        self.assertIn("files without a successor: 1", blockers[self.engineer.employee_id.id][0])
        texts = "\n".join(blockers[self.archivist2.employee_id.id])
        self.assertIn("open handover", texts)
        self.assertIn("not received yet", texts)
        # the user alone goes: the employee stays, and answers for the file
        self.engineer.write({"active": False})
        self.assertEqual(filed.responsible_id, self.engineer.employee_id)
        self.assertTrue(self.engineer.employee_id.active)

    def test_gate_costs_the_same_for_many(self):
        many = self._crowd()
        few = many[:1]
        counts = []
        for employees in (few, many):
            counts.append(self._queries(employees._archive_departure_blockers))
            self.assertEqual(len(employees._archive_departure_blockers()), len(employees))
        self.assertEqual(len(many), 100)
        self.assertLessEqual(max(counts), 12)
        self.assertEqual(counts[0], counts[1])
