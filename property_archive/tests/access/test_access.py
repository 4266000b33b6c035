from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestAccess(ArchiveCase):
    """Who sees what (B1 to B5, B7)."""

    def _sees(self, user, record):
        """Whether a user finds a record: lists, names, groups and reading agree."""
        self._forget()
        Record = self.env["property.archive.record"].with_user(user)
        domain = [("id", "=", record.id)]
        found = Record.search(domain)
        answers = {
            bool(found),
            bool(Record.search_count(domain)),
            bool(Record.name_search(record.sudo().name, domain)),
            bool(Record._read_group(domain, ["category_id"])),
            record.with_user(user).has_access("read"),
        }
        self.assertEqual(len(answers), 1, f"{user.login} on {record.id}: roads disagree")
        return answers.pop()

    def _opens(self, user, record):
        """Whether a user reads the content: enclosures and files agree."""
        self._forget()
        enclosures = self.env["property.archive.enclosure"].with_user(user)
        found = enclosures.search([("record_id", "=", record.id)])
        attachments = (
            self.env["ir.attachment"]
            .with_user(user)
            .search(
                [
                    ("res_model", "=", "property.archive.enclosure"),
                    ("res_id", "in", record.sudo().enclosure_ids.ids),
                ]
            )
        )
        indexed = record.sudo().enclosure_ids.attachment_id.with_user(user)
        self.assertEqual(bool(found), bool(attachments))
        self.assertEqual(bool(found), indexed.has_access("read"))
        return bool(found)

    def test_top_secret_file_is_seen_by_the_cleared_and_opened_by_nobody(self):
        self._clear(self.clerk)
        self._clear(self.archivist)
        self._clear(self.service_head, self.secret)
        record = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        self.assertEqual(
            {
                user.name: (self._sees(user, record), self._opens(user, record))
                for user in (
                    self.clerk,
                    self.archivist,
                    self.archivist2,
                    self.service_head,
                    self.engineer,
                    self.head,
                    self.executive,
                    self.env.ref("base.user_admin"),
                )
            },
            {
                "clerk": (True, False),
                "archivist": (True, False),
                "archivist2": (False, False),
                "service_head": (False, False),
                "engineer": (False, False),
                "head": (False, False),
                "executive": (False, False),
                self.env.ref("base.user_admin").name: (False, False),
            },
        )

    def test_name_is_code_and_category_for_everybody(self):
        self._clear(self.clerk)
        self._clear(self.archivist)
        record = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        self.assertNotIn("秘密标题", record.display_name)
        self.assertIn("T-OWN-2024-0001", record.display_name)
        # names are copied and outlive the level: not of what is open today either
        self.assertNotIn("秘密标题", self._file().display_name)

    def test_who_picks_an_open_record_sees_its_title(self):
        self._clear(self.clerk)
        self._clear(self.archivist)
        records = self.env["property.archive.record"].with_user(self.clerk)
        shown = {}
        for record in (
            self._file(scope="company", level_id=self.internal.id),
            self._file(scope="company", level_id=self.secret.id),
        ):
            (row,) = records.web_name_search(record.reference, {"display_name": {}})
            self.assertNotIn("秘密标题", row["display_name"])
            shown[record.level_id.code] = "秘密标题" in row["__formatted_display_name"]
        self.assertEqual(list(shown.values()), [True, False])

    def test_running_grant_opens_one_record_for_its_time(self):
        self._clear(self.clerk)
        self._clear(self.archivist)
        record = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        now = Datetime.now()
        grant = self._grant(self.engineer, record, now, Datetime.add(now, hours=4))
        self.assertTrue(self._sees(self.engineer, record))
        self.assertTrue(self._opens(self.engineer, record))
        with freeze_time("2024-06-03 08:00:01"):
            self.assertFalse(self._sees(self.engineer, record))
        grant._end()
        self.assertFalse(self._opens(self.engineer, record))
        with self.assertRaises(AccessError):
            record.with_user(self.engineer).read(["name"])

    def test_clearance_ends_at_once(self):
        self._clear(self.archivist)
        clearance = self._clear(self.clerk)
        record = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        self.assertTrue(self._sees(self.clerk, record))
        clearance.with_user(self.executive).action_revoke()
        self.assertFalse(self._sees(self.clerk, record))

    def test_clearance_expires(self):
        self._clear(self.archivist)
        self._clear(self.clerk, date_end="2024-06-10")
        record = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        with freeze_time("2024-06-10 15:59:00"):
            self.assertTrue(self._sees(self.clerk, record))
        # midnight of the company, not of the server or of the caller
        with freeze_time("2024-06-10 16:01:00"):
            self.assertFalse(self._sees(self.clerk, record))

    def test_department_scope(self):
        self.papers.scope = "department"
        record = self._file()
        self.assertTrue(self._sees(self.clerk, record))
        self.assertTrue(self._sees(self.service_head, record))
        self.assertFalse(self._sees(self.engineer, record))
        self.engineer.employee_id.department_id = self.service
        self.assertTrue(self._sees(self.engineer, record))
        self.engineer.employee_id.department_id = self.engineering
        self.assertFalse(self._sees(self.engineer, record))

    def test_head_sees_sub_departments(self):
        self.papers.scope = "department"
        record = self._file()
        self.assertFalse(self._sees(self.engineering_head, record))
        self.service.parent_id = self.engineering
        self.assertTrue(self._sees(self.engineering_head, record))
        self.assertFalse(self._sees(self.engineer, record))

    def test_a_planned_move_takes_effect_on_its_day(self):
        self.papers.scope = "department"
        record = self._file()
        employee = self.engineer.employee_id
        employee.create_version({"date_version": "2024-07-01", "department_id": self.service.id})
        self.assertFalse(self._sees(self.engineer, record))
        self.clerk.employee_id.create_version(
            {"date_version": "2024-07-01", "department_id": self.engineering.id}
        )
        self.assertTrue(self._sees(self.clerk, record))
        with freeze_time("2024-07-01 04:00:00"):
            self.assertTrue(self._sees(self.engineer, record))
            self.assertFalse(self._sees(self.clerk, record))

    def test_version_key_in_the_context_moves_nobody(self):
        self.papers.scope = "department"
        record = self._file()
        version = self.clerk.employee_id.version_id
        self._forget()
        found = (
            self.env["property.archive.record"]
            .with_user(self.engineer)
            .with_context(version_id=version.id)
            .search([("id", "=", record.id)])
        )
        self.assertFalse(found)

    def test_personal_scope(self):
        self.papers.scope = "personal"
        record = self._file()
        colleague = self._create_person("colleague", "base.group_user", self.service)
        self.assertTrue(self._sees(self.clerk, record))
        self.assertTrue(self._sees(self.service_head, record))
        self.assertFalse(self._sees(colleague, record))

    def test_rights_that_follow_from_a_department_or_a_category_hold_at_once(self):
        """In the same transaction, where they were asked about before."""
        record = self._file(scope="department", level_id=self.internal.id)
        heads = record.with_user(self.engineering_head)
        self.assertFalse(heads.has_access("read"))
        self.service.parent_id = self.engineering
        self.assertTrue(heads.has_access("read"))
        self.service.parent_id = False
        self.assertFalse(heads.has_access("read"))
        own = self._file(
            category=self.papers.copy({"code": "T-SUB", "subject_kind": "employee"}),
            employee_id=self.engineer.employee_id.id,
            scope="personal",
        ).with_user(self.engineer)
        self.assertFalse(own.has_access("read"))
        own.sudo().category_id.subject_reads = True
        self.assertTrue(own.has_access("read"))
        own.sudo().category_id.subject_reads = False
        self.assertFalse(own.has_access("read"))

    def test_subject_reads_the_own_file_without_what_is_not_for_them(self):
        self._clear(self.clerk)
        self._clear(self.archivist)
        personnel = self.env["property.archive.category"].create(
            {
                "name": "Personnel of the tests",
                "code": "T-PER",
                "level_id": self.confidential.id,
                "scope": "personal",
                "subject_kind": "employee",
                "subject_reads": True,
            }
        )
        record = self._draft(category=personnel, employee_id=self.engineer.employee_id.id)
        record.write({"enclosure_ids": [(0, 0, {"name": "Opinion", "not_for_subject": True})]})
        self._hand_over(record)
        self.assertTrue(self._sees(self.engineer, record))
        found = (
            self.env["property.archive.enclosure"]
            .with_user(self.engineer)
            .search([("record_id", "=", record.id)])
        )
        self.assertEqual(found.mapped("name"), ["Page"])
        self.assertFalse(self._sees(self.engineering_head, record))

    def test_another_company_does_not_exist(self):
        record = self._file()
        other = self.env["res.company"].create({"name": "另一家物业"})
        stranger = self._create_person("stranger", "base.group_user")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self._sees(stranger, record))
        self._forget()
        found = (
            self.env["property.archive.record"]
            .with_user(self.engineer)
            .with_context(allowed_company_ids=[other.id])
        )
        with self.assertRaises(AccessError):
            found.search([])

    def test_nobody_clears_themselves_or_above_their_level(self):
        with self.assertRaisesRegex(UserError, "to themselves"):
            self._clear(self.executive)
        self._clear(self.head, self.confidential)
        Clearance = self.env["property.archive.clearance"].with_user(self.head)
        vals = {
            "user_id": self.engineer.id,
            "level_id": self.secret.id,
            "date_start": "2024-01-01",
            "date_end": "2024-12-31",
        }
        with self.assertRaisesRegex(UserError, "agreement"):
            Clearance.create(vals).action_grant()
        with self.assertRaisesRegex(UserError, "wants an executive"):
            Clearance.create({**vals, "agreement": "c2lnbmVk"}).action_grant()
        Clearance.create(
            {**vals, "agreement": "c2lnbmVk", "level_id": self.confidential.id}
        ).action_grant()
        with self.assertRaises(AccessError):
            self.env["property.archive.clearance"].with_user(self.engineer).create(vals)
        with self.assertRaises(AccessError):
            self.env["property.archive.clearance"].with_user(self.head).create(
                {**vals, "state": "granted"}
            )
