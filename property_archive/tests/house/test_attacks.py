import base64

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestAttacks(ArchiveCase):
    """What a hostile colleague tries over RPC, each in the role that could try it."""

    def test_the_archive_head_lowers_no_level(self):
        # B2: a level without a clearance would open its records to everybody
        self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        level = self.top_secret.with_user(self.head)
        for vals in (
            {"clearance_required": False},
            {"consultation_required": False},
            {"rank": 0},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                level.write(vals)

    def test_nobody_lifts_their_own_clearance_by_its_level(self):
        # B2: a clearance counts for the rank of its level
        self._clear(self.head, self.confidential)
        with self.assertRaises(UserError):
            self.confidential.with_user(self.head).rank = 99

    def test_a_level_in_use_asks_for_more(self):
        self._file()
        self.internal.with_user(self.head).clearance_required = True
        self.assertTrue(self.internal.clearance_required)

    def test_a_clerk_leaves_the_drafts_of_others_alone(self):
        # they read the draft of their department, and work on their own
        other = self._create_person("clerk2", "property_archive.group_property_archive_user")
        other.employee_id.department_id = self.service
        piece = self._draft().enclosure_ids[0].with_user(other)
        self._forget()
        self.assertTrue(piece.name)
        with self.assertRaises(AccessError):
            piece.write({"page_count": 3})
        with self.assertRaises(AccessError):
            piece.unlink()
        with self.assertRaises(AccessError):
            piece.create({"record_id": piece.record_id.id, "name": "Forged"})
        with self.assertRaises(AccessError):
            self.env["ir.attachment"].with_user(other).create(
                {
                    "name": "forged.txt",
                    "raw": b"forged",
                    "res_model": piece._name,
                    "res_id": piece.id,
                }
            )

    def test_a_draft_is_not_pushed_into_another_company(self):
        company = self.env["res.company"].create({"name": "Another"})
        with self.assertRaises(UserError):
            self._draft().write({"company_id": company.id})

    def test_a_group_loses_nobody_with_open_papers(self):
        # F1: from the group's side the user is not written
        self._draft()
        clerks = self.env.ref("property_archive.group_property_archive_user")
        with self.assertRaisesRegex(UserError, "Not cleared"):
            clerks.write({"user_ids": [(3, self.clerk.id)]})
        clerks.write({"user_ids": [(3, self.archivist.id)]})

    def test_an_export_through_another_document_is_logged(self):
        # B6: reading is logged, whatever way it takes
        record = self._file(level_id=self.confidential.id, unit_id=self.unit.id)
        self._clear(self.head)
        self.head.group_ids += self.env.ref("base.group_allow_export")
        self._forget()
        log = self.env["property.archive.log"].sudo()
        before = log.search([], limit=1).id
        rows = self.unit.with_user(self.head).export_data(["record_ids/name"])["datas"]
        self.assertEqual(rows, [["秘密标题"]])
        self.env.cr.precommit.run()
        found = log.search([("id", ">", before), ("user_id", "=", self.head.id)])
        self.assertEqual(found.mapped("res_id"), record.ids)

    def test_a_new_version_is_no_way_to_leave(self):
        # F1: the date of departure may come with a version of its own
        self._draft()
        versions = self.env["hr.version"].with_user(self.hr_manager)
        vals = {
            "employee_id": self.clerk.employee_id.id,
            "date_version": "2024-06-02",
            "departure_date": "2024-06-03",
        }
        with self.assertRaisesRegex(UserError, "Not cleared"):
            versions.create(vals)
        versions.create({**vals, "date_version": "2024-06-01", "departure_date": "2024-08-01"})

    def test_nobody_stands_in_for_a_closed_account(self):
        delegations = self.env["property.archive.delegation"]
        delegations.with_user(self.executive).create(
            {"delegate_id": self.engineer.id, "date_end": "2024-07-01"}
        )
        self.assertEqual(
            delegations._get_represented(self.engineer), {self.company: self.executive}
        )
        self.executive.active = False
        self.assertFalse(delegations._get_represented(self.engineer))

    def test_the_text_of_a_file_is_content(self):
        # B6: the text that search found is read as the file is, and logged
        record = self._file(level_id=self.confidential.id, content=b"hidden words")
        self._read_files()
        self._clear(self.head)
        self._forget()
        log = self.env["property.archive.log"].sudo()
        before = log.search([], limit=1).id
        files = self.env["ir.attachment"].with_user(self.head)
        file = files.search(
            [("res_model", "=", "property.archive.enclosure"), ("index_content", "like", "hidden")]
        )
        self.assertIn("hidden words", file.read(["index_content"])[0]["index_content"])
        self.env.cr.precommit.run()
        found = log.search([("id", ">", before), ("action", "=", "downloaded")])
        self.assertEqual((found.user_id, found.res_id), (self.head.id, record.id))
        with self.assertRaises(UserError):
            files.formatted_read_group([], ["index_content"], ["__count"])

    def test_an_onchange_is_a_view(self):
        # B6: on an existing record it answers with its values
        record = self._file(level_id=self.confidential.id)
        self._clear(self.head)
        self._forget()
        log = self.env["property.archive.log"].sudo()
        before = log.search([], limit=1).id
        record.with_user(self.head).onchange({}, [], {"name": {}})
        self.env.cr.precommit.run()
        found = log.search([("id", ">", before), ("user_id", "=", self.head.id)])
        self.assertEqual(found.mapped("action"), ["viewed"])

    def test_titles_are_no_groups(self):
        self._file(level_id=self.confidential.id)
        self._clear(self.head)
        self._forget()
        records = self.env["property.archive.record"].with_user(self.head)
        for groupby, aggregates in (
            (["name"], ["__count"]),
            ([], ["name:array_agg"]),
            ([], ["note:max"]),
        ):
            with self.subTest(groupby=groupby), self.assertRaises(UserError):
                records.formatted_read_group([], groupby, aggregates)
        pieces = self.env["property.archive.enclosure"].with_user(self.head)
        with self.assertRaises(UserError):
            pieces.formatted_read_group([], ["name"], ["__count"])
        with self.assertRaises(UserError):
            pieces.formatted_read_group([], ["record_id.name"], ["__count"])

    def test_no_volume_is_learnt_by_trying_ids(self):
        secret = self._file(level_id=self.confidential.id)
        records = self.env["property.archive.record"].with_user(
            self._create_person("clerk3", "property_archive.group_property_archive_user")
        )
        spec = {"parent_id": {"fields": {"display_name": {}}}, "name": {}}
        for values in ({"parent_id": secret.id}, {"parent_id": 2**30}):
            with self.subTest(values), self.assertRaisesRegex(AccessError, "no such document"):
                records.onchange(values, [], spec)
        with self.assertRaisesRegex(AccessError, "no such document"):
            records.with_context(default_parent_id=secret.id).onchange({}, [], spec)

    def test_a_file_in_the_chatter_follows_the_record(self):
        # B4: neither "public" nor a token outlives the right to the record
        record = self._file(level_id=self.confidential.id)
        file = self.env["ir.attachment"].create(
            {"name": "note.txt", "raw": b"x", "res_model": record._name, "res_id": record.id}
        )
        with self.assertRaises(UserError):
            file.public = True
        token = file.generate_access_token()[0]
        self._forget()
        binary = self.env["ir.binary"].with_user(self.engineer)
        with self.assertRaises(AccessError):
            binary._find_record(res_model=file._name, res_id=file.id, access_token=token)

    def test_profiles_of_another_company_do_not_exist(self):
        company = self.env["res.company"].create({"name": "Another"})
        profiles = self.env["property.archive.access"]
        profiles._profile_ids([(company.id, self.public.id, "company", False)])
        found = profiles.with_user(self.engineer).search([("company_id", "=", company.id)])
        self.assertFalse(found)

    def test_a_forged_file_of_an_enclosure_is_refused_to_the_portal(self):
        piece = self._draft().enclosure_ids[0]
        portal = new_test_user(self.env, "attack_portal", groups="base.group_portal")
        for call in (
            lambda: piece.with_user(portal).read(["name"]),
            lambda: piece.with_user(portal).write({"name": "x"}),
            lambda: piece.with_user(portal).write({"file": base64.b64encode(b"x")}),
        ):
            with self.assertRaises(AccessError):
                call()
