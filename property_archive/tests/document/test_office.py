from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestOffice(ArchiveCase):
    """Who receives documents, what is late, and what is not filed (J7, J16)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secretary = cls._create_person(
            "secretary", "property_archive.group_property_archive_user"
        )
        cls.gm = cls._create_person("gm", "base.group_user")
        cls.company.write(
            {"archive_office_id": cls.secretary.id, "archive_general_manager_id": cls.gm.id}
        )

    def _incoming(self, user=None, **vals):
        documents = self.env["property.archive.document"].with_user(user or self.secretary)
        return documents.create({"kind": "incoming", "subject": "通知", **vals})

    def _back(self):
        document = self._incoming()
        document.action_submit()
        document.with_user(self.gm).action_approve()
        self.assertEqual(document.state, "back")
        return document

    def test_only_the_office_signs_for_what_comes_in(self):
        """004 §7 2.1 (1)."""
        self.assertTrue(self._incoming(self.clerk))
        self.company.archive_office_signs = True
        with self.assertRaisesRegex(UserError, "secretary"):
            self._incoming(self.clerk)
        self.assertTrue(self._incoming())
        memo = self.env["property.archive.document"].with_user(self.clerk)
        self.assertTrue(memo.create({"kind": "internal", "subject": "联络单"}))

    def test_papers_of_the_group_company_have_a_class(self):
        """000 2.1.2."""
        category = self.env.ref("property_archive.category_group_company")
        self.assertEqual(category.code, "JT")
        self.assertTrue(self._incoming(category_id=category.id))

    def test_what_is_late_is_chased_and_marked_by_itself(self):
        """004 §7 1.11."""
        document = self._incoming(
            circulation_ids=[
                (0, 0, {"employee_id": self.engineer.employee_id.id, "date_due": "2024-06-04"})
            ]
        )
        document.action_submit()
        document.with_user(self.gm).action_approve()
        job = self.env.ref("property_archive.ir_cron_document_late")
        for moment, late in (("2024-06-04 04:00:00", False), ("2024-06-05 04:00:00", True)):
            with freeze_time(moment), self.enter_registry_test_mode():
                job.method_direct_trigger()
            self._forget()
            self.assertEqual(document.late, late)
        told = self.env["mail.message"].sudo().search([("subject", "ilike", document.name)])
        self.assertIn(self.engineer.partner_id, told.partner_ids)
        self.assertTrue(document.circulation_ids.late)
        with self.assertRaises(AccessError):
            document.write({"late": False})

    def test_what_has_no_value_is_cleared_without_filing(self):
        """003-13 四: reported to the executive, then returned or destroyed."""
        document = self._back()
        document.action_clear("an advertisement; destroyed")
        self.assertEqual(document.state, "to_clear")
        with self.assertRaises(UserError):
            document.action_file()
        document.with_user(self.executive).action_approve()
        self.assertEqual(document.state, "cleared")
        self.assertEqual(document.date_cleared.isoformat(), "2024-06-03")
        document.action_cleared("shredded before 李娜")
        with self.assertRaises(UserError):
            document.action_cleared("again")
        self.assertTrue(document.name)

    def test_the_executive_says_no_and_it_is_filed(self):
        document = self._back()
        document.action_clear("an advertisement")
        document.with_user(self.executive).action_refuse("It is kept.")
        self.assertEqual(document.state, "back")

    def test_what_the_company_issued_is_filed(self):
        documents = self.env["property.archive.document"].with_user(self.secretary)
        document = documents.create({"kind": "outgoing", "subject": "函"})
        document.action_submit()
        document.with_user(self.gm).action_approve()
        with self.assertRaisesRegex(UserError, "own"):
            document.action_clear("x")
