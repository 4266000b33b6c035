from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestGuide(HttpCase):
    """From an empty archive to the first filed record, each step by the person it is for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "新物业"})
        for login, groups in {
            "guide.admin": "base.group_system",
            "guide.head": "base.group_user",
            "guide.chief": "base.group_user",
            "guide.plain": "base.group_user",
        }.items():
            user = new_test_user(
                cls.env,
                login,
                groups,
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            setattr(cls, login.split(".")[1], user)
            cls.env["hr.employee"].create(
                {"name": login, "user_id": user.id, "company_id": cls.company.id}
            )

    def _guide(self, user):
        return self.env["property.archive.guide"].with_user(user).with_company(self.company)

    def _states(self, user):
        return {
            step["key"]: (step["state"], step["mine"]) for step in self._guide(user).get_guide()
        }

    def _name_people(self):
        action = self._guide(self.admin).action_open_step("people")
        form = Form(self.env[action["res_model"]].with_user(self.admin).with_company(self.company))
        form.head_id = self.head
        form.executive_id = self.chief
        form.save().action_apply()

    def test_an_administrator_without_a_group_is_led(self):
        states = self._states(self.admin)
        self.assertEqual(states["people"], ("open", True))
        self.assertEqual(states["founding"], ("open", False))

    def test_people_who_set_up_nothing_see_no_guide(self):
        self.assertFalse(self._guide(self.plain).get_guide())
        with self.assertRaises(AccessError):
            self._guide(self.plain).action_close()
        with self.assertRaises(AccessError):
            self._guide(self.plain).action_skip_step("register")

    def test_naming_the_head_gives_the_menus(self):
        self._name_people()
        self.assertTrue(self.head.has_group("property_archive.group_property_archive_manager"))
        self.assertTrue(self.chief.has_group("property_archive.group_property_archive_executive"))
        states = self._states(self.head)
        self.assertEqual(states["people"][0], "done")
        self.assertEqual(states["founding"], ("open", True))
        self.assertEqual(states["places"], ("open", True))

    def test_head_and_executive_are_two_people(self):
        wizard = (
            self.env["property.archive.guide.people.wizard"]
            .with_user(self.admin)
            .with_company(self.company)
            .create({"head_id": self.head.id, "executive_id": self.head.id})
        )
        with self.assertRaisesRegex(UserError, "two watch over each"):
            wizard.action_apply()

    def test_nobody_but_who_gives_access_rights_names_people(self):
        with self.assertRaises(AccessError):
            self.env["property.archive.guide.people.wizard"].with_user(self.plain).create(
                {"head_id": self.plain.id, "executive_id": self.admin.id}
            )
        with self.assertRaises(UserError):
            self._guide(self.head).action_open_step("people")

    def test_a_storeroom_in_one_step(self):
        self._name_people()
        action = self._guide(self.head).action_open_step("places")
        form = Form(self.env[action["res_model"]].with_user(self.head).with_company(self.company))
        form.name = "一号库房"
        form.cabinets = 2
        form.cabinet_name = "#号柜"
        form.shelves = 3
        form.shelf_name = "第#层"
        self.assertEqual(form.count, 9)
        form.save().action_create()
        places = self.env["property.archive.location"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(places), 9)
        self.assertEqual(places.filtered(lambda place: not place.parent_id).kind, "room")
        self.assertIn("一号库房 / 2号柜 / 第3层", places.mapped("complete_name"))
        self.assertEqual(
            set(places.filtered(lambda place: place.kind == "shelf").mapped("locked")), {True}
        )
        self.assertEqual(self._states(self.head)["places"][0], "done")

    def test_too_many_places_are_refused_before_any_is_made(self):
        self._name_people()
        wizard = (
            self.env["property.archive.guide.place.wizard"]
            .with_user(self.head)
            .with_company(self.company)
            .create({"name": "x", "cabinets": 1000, "shelves": 1000})
        )
        with self.assertRaises(UserError):
            wizard.action_create()

    def test_keepers_are_proposed_by_names_of_departments(self):
        self._name_people()
        departments = self.env["hr.department"].create(
            [{"name": name, "company_id": self.company.id} for name in ("客户服务部", "工程部")]
        )
        categories = (
            self.env["property.archive.category"].with_user(self.head).with_company(self.company)
        )
        # as the button over the list calls it: with no line chosen
        call_kw(categories, "action_propose_keepers", [[]], {})
        by_code = {
            category.code: category.keeping_department_id
            for category in categories.search([("code", "in", ["YH", "GCL", "CHL"])])
        }
        self.assertEqual(by_code["YH"], departments[0])
        self.assertEqual(by_code["GCL"], departments[1])
        self.assertFalse(by_code["CHL"])
        # what a person set stays
        categories.search([("code", "=", "YH")]).keeping_department_id = departments[1]
        categories.action_propose_keepers()
        self.assertEqual(
            categories.search([("code", "=", "YH")]).keeping_department_id, departments[1]
        )

    def test_steps_are_skipped_and_taken_up_again(self):
        self._guide(self.admin).action_skip_step("register")
        self.assertEqual(self._states(self.admin)["register"][0], "skipped")
        self._guide(self.admin).action_skip_step("register")
        self.assertEqual(self._states(self.admin)["register"][0], "open")
        with self.assertRaises(UserError):
            self._guide(self.admin).action_skip_step("no such step")

    def test_closed_for_the_company(self):
        self._guide(self.admin).action_close()
        self.assertFalse(self._guide(self.admin).get_guide())

    def test_in_the_browser(self):
        """The administrator names people; the head goes on, and empty lists say what they are."""
        self.env["hr.department"].create({"name": "客户服务部", "company_id": self.company.id})
        self.start_tour("/odoo/archive", "property_archive_guide", login="guide.admin")
        self.assertEqual(self.company.archive_head_id, self.head)
        self.start_tour("/odoo/archive", "property_archive_guide_head", login="guide.head")
