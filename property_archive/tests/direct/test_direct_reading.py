from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestDirectReading(ArchiveCase):
    """Who reads content directly, and nobody else (J3; 003-7 四 1, 004 §7 1.4, 003-4 5.1.3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gm = cls._create_person("gm", "base.group_user")
        cls.deputy = cls._create_person("deputy", "base.group_user")
        cls.colleague = cls._create_person("colleague", "base.group_user", cls.service)
        cls.company.write(
            {"archive_general_manager_id": cls.gm.id, "archive_leader_ids": [(4, cls.deputy.id)]}
        )
        people = (cls.clerk, cls.archivist, cls.gm, cls.deputy, cls.colleague, cls.service_head)
        for user in (*people, cls.engineer):
            cls._clear(user)
        cls.customers = cls.env["property.archive.category"].create(
            {
                "name": "Customers of the tests",
                "code": "T-CUST",
                "level_id": cls.secret.id,
                "scope": "company",
                "keeping_department_id": cls.service.id,
            }
        )

    def _row(self, **vals):
        row = self.env["property.archive.direct.reading"].create(
            {"category_id": self.customers.id, **vals}
        )
        self._forget()
        return row

    def _readers(self, record, *users):
        """Logins of those of some users who read the content now, in every way."""
        found = []
        for user in users:
            self._forget()
            mine = record.with_user(user)
            pieces = self.env["property.archive.enclosure"].with_user(user)
            seen = bool(pieces.search([("record_id", "=", record.id)]))
            self.assertEqual(seen, mine.content_readable, user.login)
            files = self.env["ir.attachment"].with_user(user)
            files = files.search([("res_model", "=", pieces._name)])
            self.assertEqual(seen, bool(files & record.sudo().enclosure_ids.attachment_ids))
            if seen:
                found.append(user.name)
        return found

    def test_company_tier_is_read_by_director_deputy_and_gm_only(self):
        record = self._file(category=self.customers)
        everybody = (self.gm, self.deputy, self.service_head, self.colleague, self.engineer)
        self.assertEqual(len(self._readers(record, *everybody)), 5)
        self._row(scope="company", for_company_leader=True, for_keeping_head=True)
        self.assertEqual(
            self._readers(record, *everybody, self.archivist), ["gm", "deputy", "service_head"]
        )
        with self.assertRaises(AccessError):
            record.sudo().enclosure_ids.with_user(self.colleague).read(["name"])

    def test_personal_tier_is_read_by_who_answers_for_it_and_the_head(self):
        record = self._file(category=self.customers, scope="personal")
        record.sudo()._write_protected({"department_id": self.service.id})
        self._row(scope="personal", for_responsible=True, for_department_head=True)
        readers = self._readers(record, self.clerk, self.service_head, self.colleague)
        self.assertEqual(readers, ["clerk", "service_head"])

    def test_secret_document_is_closed_to_cleared_colleagues(self):
        record = self._file(category=self.customers, scope="department")
        record.sudo()._write_protected({"department_id": self.service.id})
        self._row(level_id=self.secret.id)
        people = (self.gm, self.clerk, self.colleague, self.service_head, self.archivist)
        self.assertFalse(self._readers(record, *people))
        # an approved consultation opens it for its time
        self._grant(self.colleague, record, "2024-06-03 00:00:00", "2024-06-04 00:00:00")
        self.assertEqual(self._readers(record, self.colleague), ["colleague"])

    def test_most_specific_row_counts(self):
        record = self._file(category=self.customers)
        self._row(user_ids=[(4, self.engineer.id)])
        self._row(scope="company", user_ids=[(4, self.colleague.id)])
        self.assertEqual(self._readers(record, self.engineer, self.colleague), ["colleague"])

    def test_draft_stays_with_who_works_on_it(self):
        self._row()
        record = self._draft(category=self.customers)
        self.assertEqual(self._readers(record, self.clerk), ["clerk"])

    def test_rows_are_the_heads_and_each_change_is_logged(self):
        row = self._row(for_general_manager=True)
        with self.assertRaises(AccessError):
            row.with_user(self.archivist).for_general_manager = False
        row.with_user(self.head).for_general_manager = False
        log = self.env["property.archive.log"].sudo()
        self.assertTrue(log.search([("action", "=", "rights_changed")]))
        with self.assertRaisesRegex(UserError, "never deleted"):
            row.unlink()
