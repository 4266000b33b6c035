from freezegun import freeze_time

from odoo.tests import tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestClosedContact(ArchiveCase):
    """What a file protects is closed wherever it is stored (J1; 001 ¶3, 五 3, 办法 ¶2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)
        cls.owners.write({"closes_contact": True, "closes_unit": True})
        cls.owner.write({"phone": "13911112222", "email": "o@example.com", "street": "某路1号"})
        cls.other = cls.env["res.partner"].create({"name": "路人", "phone": "13900000000"})
        cls.colleague = cls._create_person("colleague", "base.group_user", cls.service)

    def setUp(self):
        super().setUp()
        self.unit.owner_id = self.owner
        self.record = self._file(
            category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id
        )
        self.contacts = self.owner | self.other

    def _as(self, user, record):
        self._forget()
        return record.with_user(user)

    def test_stranger_reads_neither_telephone_nor_address(self):
        rows = self._as(self.engineer, self.contacts).read(["name", "phone", "email", "street"])
        self.assertEqual([row["name"] for row in rows], ["张伟", "路人"])
        self.assertEqual([row["phone"] for row in rows], [False, "13900000000"])
        self.assertFalse(rows[0]["email"] or rows[0]["street"])
        (row,) = self._as(self.engineer, self.owner).web_read({"phone": {}, "display_name": {}})
        self.assertFalse(row["phone"])

    def test_who_may_read_the_file_or_keeps_it_sees_them(self):
        for user in (self.clerk, self.archivist, self.colleague, self.service_head):
            (row,) = self._as(user, self.owner).read(["phone"])
            self.assertEqual(row["phone"], "13911112222", user.login)

    def test_stranger_finds_nobody_by_telephone_or_address(self):
        contacts = self._as(self.engineer, self.env["res.partner"])
        for domain in ([("phone", "ilike", "1391111")], [("street", "=", "某路1号")]):
            self.assertNotIn(self.owner, contacts.search(domain))
            self._forget()
            self.assertIn(self.owner, contacts.with_user(self.clerk).search(domain))
        self.assertFalse(contacts.name_search("o@example.com"))
        self.assertTrue(contacts.name_search("张伟"))
        found = contacts.search([("phone", "ilike", "13900000000")])
        self.assertEqual(found, self.other)

    def test_stranger_groups_and_exports_nothing_of_it(self):
        contacts = self._as(self.engineer, self.contacts)
        domain = [("id", "in", contacts.ids)]
        groups = contacts._read_group(domain, ["phone"], ["__count"])
        self.assertNotIn("13911112222", [phone for phone, _count in groups])
        self.engineer.group_ids += self.env.ref("base.group_allow_export")
        rows = contacts.export_data(["name", "phone"])["datas"]
        self.assertEqual(rows, [["张伟", ""], ["路人", "13900000000"]])

    def test_name_with_address_is_the_name(self):
        partner = self._as(self.engineer, self.owner).with_context(show_address=True)
        self.assertNotIn("某路1号", partner.display_name)

    def test_owner_of_a_unit_is_closed_too(self):
        (row,) = self._as(self.engineer, self.unit).read(["code", "owner_id", "owner_ids"])
        self.assertFalse(row["owner_id"] or row["owner_ids"])
        units = self._as(self.engineer, self.env["property.archive.unit"])
        self.assertFalse(units.search([("owner_id", "=", self.owner.id)]))
        (row,) = self._as(self.clerk, self.unit).read(["owner_id"])
        self.assertEqual(row["owner_id"][0], self.owner.id)

    def test_off_for_an_installation_that_wants_it_so(self):
        self.owners.write({"closes_contact": False, "closes_unit": False})
        (row,) = self._as(self.engineer, self.owner).read(["phone"])
        self.assertEqual(row["phone"], "13911112222")

    def test_contacts_about_whom_there_is_no_file_cost_nothing(self):
        crowd = self.env["res.partner"].create(
            [{"name": f"P{n}", "phone": f"137{n:08}"} for n in range(40)]
        )

        def read():
            crowd.with_user(self.engineer).read(["name", "phone"])

        self.assertFalse(any(crowd.mapped("archive_closed")))
        read()
        many = self._queries(read)
        crowd = crowd[:1]
        self.assertEqual(many, self._queries(read))

    def test_whom_no_department_has_keeps_nothing(self):
        self.owners.keeping_department_id = False
        nobody = self._create_person("nobody", "base.group_user")
        (row,) = self._as(nobody, self.owner).read(["phone"])
        self.assertFalse(row["phone"])
