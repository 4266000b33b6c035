"""The README's first hour, step by step: each is walked by the person whom it names."""

import base64
import re
from datetime import timedelta
from pathlib import Path

from odoo.tests import Form, TransactionCase, new_test_user, tagged

from odoo.addons.property_archive.tests.common import SIGNATURE

README = Path(__file__).parent.parent / "README.rst"


def steps():
    """The numbered steps of the README: name, and who takes it.

    :rtype: list(tuple(str, str))
    """
    text = README.read_text(encoding="utf-8")
    part = text.partition("After installing,")[2].partition("\n*Archive →")[0]
    return re.findall(r"^\d\. \*([^*]+)\* \(([^),]+)", part, re.MULTILINE)


@tagged("post_install", "-at_install")
class TestFirstHour(TransactionCase):
    """From installed to the first record with a code and a place, as the README says it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, lang="en_US"))
        cls.company = cls.env["res.company"].create({"name": "新物业"})
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.department = cls.env["hr.department"].create(
            {"name": "客户服务部", "company_id": cls.company.id}
        )
        cls.people = {}
        for name, groups in {
            "the administrator": "base.group_system",
            "the head": "base.group_user",
            "executive": "base.group_user",
            "an archivist": "base.group_user",
            "a clerk": "base.group_user",
        }.items():
            user = new_test_user(
                cls.env,
                f"hour.{name.rpartition(' ')[2]}",
                groups,
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            cls.env["hr.employee"].create(
                {
                    "name": user.login,
                    "user_id": user.id,
                    "company_id": cls.company.id,
                    "department_id": cls.department.id,
                }
            )
            cls.people[name] = user

    def _as(self, name, model="property.archive.guide"):
        return self.env[model].with_user(self.people[name]).with_company(self.company)

    def _guide(self):
        """Titles of the steps as they are shown, and how each is."""
        found = self._as("the administrator").get_guide()
        return {step["title"]: step["state"] for step in found or []}

    def _open(self, title, who):
        """What the button of a step opens, for whom the README says takes it."""
        keys = {step["title"]: step["key"] for step in self._as("the administrator").get_guide()}
        return self._as(who).action_open_step(keys[title])

    def test_every_step_is_there_in_the_order_of_the_readme(self):
        self.assertEqual(list(self._guide()), [name for name, _who in steps()])

    def test_it_is_followed_to_the_first_file(self):
        for name, who in steps():
            with self.subTest(name):
                # two act together in one: the first whom it names opens it
                action = self._open(name, who.partition(" and ")[0])
                walk = getattr(self, f"_walk_{name.lower().replace(' ', '_')}")
                walk(action)
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertNotEqual(self._guide().get(name), "open")
        self.assertFalse(self._guide(), "nothing is left to do")
        record = self._as("an archivist", "property.archive.record").search(
            [("company_id", "=", self.company.id), ("name", "=", "电梯维修记录")]
        )
        self.assertEqual(record.state, "filed")
        self.assertTrue(record.reference)
        self.assertTrue(record.location_id)

    def _walk_people_and_roles(self, action):
        form = Form(self._as("the administrator", action["res_model"]))
        form.head_id = self.people["the head"]
        form.executive_id = self.people["executive"]
        form.archivist_ids.add(self.people["an archivist"])
        form.clerk_ids.add(self.people["a clerk"])
        form.save().action_apply()

    def _walk_founding_clearance(self, action):
        form = Form(self._as("executive", action["res_model"]))
        form.executive_id = self.people["executive"]
        form.head_id = self.people["the head"]
        form.executive_agreement = form.head_agreement = base64.b64encode(b"signed")
        founding = form.save()
        founding.action_confirm()
        founding.with_user(self.people["the head"]).action_confirm()
        # from then on both clear the others
        clearance = Form(self._as("the head", "property.archive.clearance"))
        clearance.user_id = self.people["an archivist"]
        clearance.level_id = self.env.ref("property_archive.level_confidential")
        clearance.date_end = self.company._archive_today() + timedelta(days=300)
        clearance.agreement = base64.b64encode(b"signed")
        clearance.save().action_grant()

    def _walk_departments_that_keep(self, action):
        categories = self._as("the head", action["res_model"])
        categories.action_propose_keepers()
        self.assertTrue(categories.search([("keeping_department_id", "=", self.department.id)]))

    def _walk_places(self, action):
        form = Form(self._as("an archivist", action["res_model"]))
        form.name = "一号库房"
        form.save().action_create()

    def _walk_lending_policies(self, action):
        """Any step can be skipped, and is taken up again later."""
        self._as("the head", action["res_model"]).check_access("read")
        if self._guide()["Lending Policies"] == "open":
            self._as("the head").action_skip_step("policies")

    def _walk_existing_register(self, action):
        lines = self._as("an archivist", action["res_model"])
        place = self._place()
        found = lines.load(
            ["name", "category_code", "reference", "date_document", "date_filed", "page_count"]
            + ["location_barcode"],
            [["旧服务记录", "ZL", "旧-0001", "2016-05-09", "2016-05-12", "12", place.barcode]],
        )
        self.assertEqual(found["messages"], [])
        lines.browse(found["ids"]).action_confirm()

    def _place(self):
        places = self._as("an archivist", "property.archive.location")
        return places.search(
            [("company_id", "=", self.company.id), ("kind", "=", "shelf")], limit=1
        )

    def _walk_first_file(self, action):
        form = Form(self._as("a clerk", action["res_model"]))
        form.name = "电梯维修记录"
        form.category_id = self._as("a clerk", "property.archive.category").search(
            [("code", "=", "WY-FW")]
        )
        form.page_count = 3
        draft = form.save()
        if not draft.enclosure_ids:
            draft.enclosure_ids = [(0, 0, {"name": "正文"})]
        draft.enclosure_ids.present = True
        handover = self._as("a clerk", "property.archive.handover").browse(
            draft.action_submit()["res_id"]
        )
        handover.action_sign(SIGNATURE)
        received = handover.with_user(self.people["an archivist"])
        received.line_ids.location_id = self._place()
        received.action_accept_all()
        received.action_sign(SIGNATURE)
