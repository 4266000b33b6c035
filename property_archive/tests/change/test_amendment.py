import base64
import hashlib

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestAmendment(ArchiveCase):
    """What was filed changes by approval only, and the old stays readable (A10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist, cls.service_head):
            cls._clear(user)
        cls._clear_long_ago(cls.executive)
        cls.clerk.employee_id.parent_id = cls.service_head.employee_id

    def _amend(self, record, values=(), files=(), user=None, **vals):
        """A draft of an amendment, asked for by the clerk."""
        return (
            self.env["property.archive.amendment"]
            .with_user(user or self.clerk)
            .create(
                {
                    "record_id": record.id,
                    "reason": "笔误",
                    "value_ids": [(0, 0, value) for value in values],
                    "file_ids": [(0, 0, file) for file in files],
                    **vals,
                }
            )
        )

    def _approve(self, amendment, *users):
        amendment.action_submit()
        for user in users or (self.service_head,):
            self._forget()
            amendment.with_user(user).action_approve()
        self._forget()

    def test_entries_change_with_the_old_value_kept(self):
        record = self._file()
        reference = record.reference
        amendment = self._amend(
            record,
            [
                {"field_name": "name", "new_char": "改正后的标题"},
                {"field_name": "page_count", "new_integer": 12},
                {"field_name": "date_document", "new_date": "2024-05-01"},
                {"field_name": "partner_id", "new_res_id": self.owner.id},
                {"field_name": "medium", "new_medium": "both"},
            ],
        )
        self.assertEqual(record.name, "秘密标题")
        self._approve(amendment, self.service_head, self.executive)
        self.assertRecordValues(
            record,
            [
                {
                    "name": "改正后的标题",
                    "page_count": 12,
                    "partner_id": self.owner.id,
                    "medium": "both",
                    "reference": reference,
                    "state": "filed",
                }
            ],
        )
        self.assertEqual(amendment.state, "done")
        values = {value.field_name: value for value in amendment.with_user(self.engineer).value_ids}
        self.assertEqual(
            (values["name"].old_text, values["name"].new_text), ("秘密标题", "改正后的标题")
        )
        self.assertEqual(values["partner_id"].new_text, "张伟")
        self.assertEqual(values["medium"].old_text, "Paper")
        self.assertEqual(record.amendment_count, 1)

    def test_nothing_happens_before_the_keeping_head_decides(self):
        record = self._file()
        amendment = self._amend(record, [{"field_name": "name", "new_char": "Other"}])
        amendment.action_submit()
        self.assertEqual(amendment.sudo().approval_ids.approver_ids, self.service_head)
        for user in (self.clerk, self.archivist, self.engineering_head):
            with self.subTest(user.login), self.assertRaises(UserError):
                amendment.with_user(user).action_approve()
        amendment.with_user(self.service_head).action_refuse("无需更改")
        self._forget()
        self.assertRecordValues(amendment, [{"state": "refused", "refuse_reason": "无需更改"}])
        self.assertEqual(record.name, "秘密标题")

    def test_a_new_version_stands_beside_the_old_one(self):
        record = self._file(content=b"first")
        piece = record.enclosure_ids
        old = piece.attachment_id
        new = {
            "enclosure_id": piece.id,
            "name": piece.name,
            "page_count": 3,
            "file": base64.b64encode(b"second"),
            "file_name": "second.txt",
        }
        added = {"name": "补充页", "file": base64.b64encode(b"third"), "file_name": "third.txt"}
        amendment = self._amend(record, files=[new, added])
        self._approve(amendment)
        self.assertEqual(len(record.enclosure_ids), 2)
        self.assertEqual(base64.b64decode(piece.file), b"second")
        self.assertEqual(piece.sha256, hashlib.sha256(b"second").hexdigest())
        self.assertEqual(old.raw, b"first")
        self.assertIn(old, piece.attachment_ids)
        changed = amendment.file_ids[0]
        self.assertEqual(changed.old_sha256, hashlib.sha256(b"first").hexdigest())
        self.assertEqual(base64.b64decode((record.enclosure_ids - piece).file), b"third")
        # and it is closed again
        with self.assertRaises(UserError):
            piece.with_user(self.archivist).write({"file": base64.b64encode(b"fourth")})

    def test_a_filed_record_that_moves_to_another_category_keeps_code_and_level(self):
        record = self._file(level_id=self.confidential.id)
        reference = record.reference
        other = self.papers.copy({"code": "T-OTH", "level_id": self.internal.id})
        self._approve(
            self._amend(record, [{"field_name": "category_id", "new_res_id": other.id}]),
            self.service_head,
            self.executive,
        )
        self.assertRecordValues(
            record.sudo(),
            [
                {
                    "category_id": other.id,
                    "reference": reference,
                    "level_id": self.confidential.id,
                }
            ],
        )

    def test_opening_up_wants_the_executive_too(self):
        record = self._file(level_id=self.confidential.id)
        amendment = self._amend(
            record, [{"field_name": "level_id", "new_res_id": self.internal.id}]
        )
        amendment.action_submit()
        self.assertEqual(
            amendment.sudo().approval_ids.mapped("role"), ["keeping_head", "executive"]
        )
        amendment.with_user(self.service_head).action_approve()
        self.assertEqual(record.sudo().level_id, self.confidential)
        amendment.with_user(self.executive).action_approve()
        self._forget()
        self.assertEqual(record.sudo().level_id, self.internal)
        self.assertTrue(record.with_user(self.engineer).has_access("read"))

    def test_further_owners_are_amended(self):
        wife, heir = self.env["res.partner"].create([{"name": "李娜"}, {"name": "张小宝"}])
        record = self._file(partner_id=self.owner.id)

        def together(*partners):
            ids = [partner.id for partner in partners]
            return [{"field_name": "joint_partner_ids", "new_partner_ids": [(6, 0, ids)]}]

        amendment = self._amend(record, together(wife, heir, self.owner))
        self.assertIn("李娜", amendment.value_ids.new_text)
        # others come to the file: the executive decides as well
        self._approve(amendment, self.service_head, self.executive)
        self.assertEqual(record.sudo().joint_partner_ids, wife | heir)
        self.assertEqual(set(record.subject_names.split("、")), {"张伟", "李娜", "张小宝"})
        amendment = self._amend(record, together(wife))
        self._approve(amendment)
        self.assertIn("张小宝", amendment.value_ids.old_text)
        self.assertEqual(record.sudo().joint_partner_ids, wife)
        with self.assertRaisesRegex(UserError, "that already"):
            self._amend(record, together(wife)).action_submit()
        # a wrong match is put right: the second was meant, and is not named twice
        amendment = self._amend(record, [{"field_name": "partner_id", "new_res_id": wife.id}])
        self._approve(amendment, self.service_head, self.executive)
        self.assertEqual(record.sudo()._subject_partners(), wife)
        self._approve(self._amend(record, together(heir)), self.service_head, self.executive)
        self._approve(self._amend(record, together()))
        self.assertFalse(record.sudo().joint_partner_ids)
        with self.assertRaisesRegex(UserError, "no such document"):
            self._amend(
                record,
                [{"field_name": "joint_partner_ids", "new_partner_ids": [(6, 0, [heir.id])]}],
            ).value_ids.write({"new_partner_ids": [(4, self._hidden_contact().id)]})

    def _hidden_contact(self):
        """A contact of a company in which the clerk does not work."""
        company = self.env["res.company"].create({"name": "Other"})
        return self.env["res.partner"].create({"name": "Hidden", "company_id": company.id})

    def test_whatever_gives_a_right_opens_up(self):
        # HR, or a clerk, makes somebody the subject of a file, or answerable for it
        self._clear(self.head)
        record = self._file(level_id=self.secret.id)
        for entry, new in (
            ("employee_id", self.engineer.employee_id),
            ("partner_id", self.engineer.partner_id),
            ("joint_partner_ids", self.engineer.partner_id),
            ("responsible_id", self.engineer.employee_id),
            ("department_id", self.engineering),
            ("category_id", self.owners),
        ):
            with self.subTest(entry=entry):
                value = {"new_res_id": new.id}
                if entry == "joint_partner_ids":
                    value = {"new_partner_ids": [(6, 0, new.ids)]}
                amendment = self._amend(record, [{"field_name": entry, **value}])
                amendment.action_submit()
                self.assertEqual(
                    amendment.sudo().approval_ids.mapped("role"), ["keeping_head", "executive"]
                )
                amendment.action_cancel()

    def test_nobody_opens_what_they_may_not_read(self):
        record = self._file(level_id=self.secret.id)
        clearances = self.env["property.archive.clearance"].search(
            [("user_id", "in", (self.executive | self.service_head).ids)]
        )
        clearances.with_user(self.executive).action_revoke()
        self._forget()
        values = [{"field_name": "employee_id", "new_res_id": self.engineer.employee_id.id}]
        refused = self.assertRaisesRegex(UserError, "nobody can take the step")
        with refused, self.env.cr.savepoint():
            self._amend(record, values).action_submit()
        # and whose clearance ends meanwhile decides no more
        for user in (self.executive, self.service_head):
            self._clear_long_ago(user)
        amendment = self._amend(record, values)
        amendment.action_submit()
        clearances = clearances.search([("user_id", "=", self.service_head.id)])
        clearances.with_user(self.executive).action_revoke()
        self._forget()
        with self.assertRaisesRegex(UserError, "clearance"):
            amendment.with_user(self.service_head).action_approve()
        amendment.with_user(self.service_head).action_refuse("不可")

    def test_a_title_that_was_open_is_told_no_longer(self):
        record = self._file(level_id=self.internal.id)
        activity = record.sudo().activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.engineer.id, note=f"<p>{record.name}?</p>"
        )
        self.assertNotIn(record.name, activity.res_name)
        amendment = self._amend(
            record, [{"field_name": "level_id", "new_res_id": self.confidential.id}]
        )
        self._approve(amendment)
        self.assertEqual(activity.res_name, f"{record.reference} · {record.category_id.name}")
        self.assertEqual(activity.note, f"<p>{record.display_name}?</p>")

    def test_a_higher_level_wants_a_locked_place(self):
        record = self._draft()
        self._hand_over(record, location=self.rack)
        self._forget()
        amendment = self._amend(record, [{"field_name": "level_id", "new_res_id": self.secret.id}])
        amendment.action_submit()
        with self.assertRaisesRegex(ValidationError, "place with a lock"):
            amendment.with_user(self.service_head).action_approve()

    def test_values_have_the_rights_of_the_record(self):
        record = self._file(level_id=self.secret.id, scope="department")
        amendment = self._amend(record, [{"field_name": "name", "new_char": "新秘密"}])
        self._approve(amendment)
        for user in (self.engineer, self.engineering_head, self.hr_manager):
            with self.subTest(user.login):
                Amendment = self.env["property.archive.amendment"].with_user(user)
                Value = self.env["property.archive.amendment.value"].with_user(user)
                self.assertFalse(Amendment.search([("id", "=", amendment.id)]))
                self.assertFalse(Amendment.search([("value_ids.new_text", "ilike", "新秘密")]))
                self.assertFalse(Value.search([("new_text", "ilike", "新秘密")]))
                with self.assertRaises(AccessError):
                    Value.browse(amendment.value_ids.ids).read(["old_text"])
        # who decides without the right to the record decides on the reason
        clearance = self.env["property.archive.clearance"].search(
            [("user_id", "=", self.service_head.id)]
        )
        clearance.with_user(self.executive).action_revoke()
        self._forget()
        decided = amendment.with_user(self.service_head)
        self.assertEqual(decided.reason, "笔误")
        self.assertFalse(decided.value_ids)
        self.assertFalse(decided.change_text)
        self.assertNotIn("秘密", decided.display_name + decided.summary)

    def test_reading_values_of_a_secret_record_is_logged(self):
        record = self._file(level_id=self.secret.id)
        amendment = self._amend(record, [{"field_name": "name", "new_char": "新秘密"}])
        self._forget()
        log = self.env["property.archive.log"].sudo()
        before = log.search([], limit=1).id
        self.env["property.archive.amendment.value"].with_user(self.clerk).browse(
            amendment.value_ids.ids
        ).read(["old_text"])
        self.env.cr.precommit.run()
        found = log.search([("id", ">", before), ("action", "=", "viewed")])
        self.assertEqual(found.mapped("res_id"), record.ids)

    def test_an_amendment_names_no_record_one_does_not_see(self):
        self.engineer.group_ids += self.env.ref("property_archive.group_property_archive_user")
        record = self._file(level_id=self.secret.id, scope="department")
        self._forget()
        with self.assertRaises(AccessError):
            self._amend(record, [{"field_name": "name", "new_char": "x"}], user=self.engineer)
        Value = self.env["property.archive.amendment.value"].with_user(self.engineer)
        answer = Value.onchange(
            {"field_name": "name", "amendment_id": {"record_id": record.id}},
            ["field_name"],
            {"field_name": {}, "old_text": {}},
        )
        self.assertNotIn("秘密", str(answer))

    def test_others_cannot_touch_it_nor_move_it_on(self):
        record = self._file()
        amendment = self._amend(record, [{"field_name": "name", "new_char": "Other"}])
        clerk2 = self._create_person(
            "clerk2", "property_archive.group_property_archive_user", self.service
        )
        self._forget()
        for attempt in (
            lambda: amendment.with_user(clerk2).write({"reason": "x"}),
            lambda: amendment.with_user(clerk2).unlink(),
            lambda: amendment.with_user(clerk2).action_submit(),
            lambda: amendment.value_ids.with_user(clerk2).write({"new_char": "x"}),
            lambda: amendment.value_ids.create(
                {"amendment_id": amendment.id, "field_name": "note", "new_char": "x"}
            )
            .with_user(clerk2)
            .unlink(),
            lambda: amendment.with_user(self.clerk).write({"state": "approved"}),
            lambda: amendment.with_user(self.clerk).write({"requester_id": clerk2.id}),
            lambda: amendment.value_ids.with_user(self.clerk).write({"old_text": "x"}),
            lambda: record.with_user(self.archivist).write({"name": "x"}),
            lambda: record.with_user(self.head).write({"amendment_ids": [(5, 0, 0)]}),
        ):
            with self.assertRaises(UserError):
                attempt()
        amendment.action_submit()
        for attempt in (
            lambda: amendment.write({"reason": "x"}),
            lambda: amendment.value_ids.write({"new_char": "x"}),
            lambda: amendment.value_ids.unlink(),
            lambda: amendment.write({"value_ids": [(0, 0, {"field_name": "note"})]}),
            lambda: amendment.unlink(),
            lambda: amendment.with_context(_force_unlink=True).unlink(),
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_bad_input(self):
        record = self._file()
        for value, text in (
            ({"field_name": "name", "new_char": " "}, "cannot be emptied"),
            ({"field_name": "name", "new_char": "x" * 500}, "longer than 255"),
            ({"field_name": "page_count", "new_integer": -1}, "cannot be negative"),
            ({"field_name": "partner_id", "new_res_id": 999999999}, "You see no such document"),
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, text):
                self._amend(record, [value])
        with self.assertRaisesRegex(UserError, "is empty"):
            self._amend(record, files=[{"name": "Page", "file": ""}])
        with self.assertRaisesRegex(UserError, "Say what is to be changed"):
            self._amend(record).action_submit()
        same = self._amend(record, [{"field_name": "name", "new_char": "秘密标题"}])
        with self.assertRaisesRegex(UserError, "is that already"):
            same.action_submit()
        with self.assertRaisesRegex(UserError, "its state is Draft"):
            self._amend(self._draft(), [{"field_name": "name", "new_char": "x"}]).action_submit()

    @mute_logger("odoo.sql_db")
    def test_one_change_waits_at_a_time(self):
        record = self._file()
        first = self._amend(record, [{"field_name": "name", "new_char": "One"}])
        second = self._amend(record, [{"field_name": "name", "new_char": "Two"}])
        first.action_submit()
        self.env.flush_all()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            second.action_submit()
            self.env.flush_all()

    def test_what_changed_meanwhile_is_not_overwritten(self):
        record = self._file()
        amendment = self._amend(record, [{"field_name": "page_count", "new_integer": 9}])
        amendment.action_submit()
        record.sudo()._write_protected({"page_count": 5})
        with self.assertRaisesRegex(UserError, "changed since"):
            amendment.with_user(self.service_head).action_approve()

    def test_the_content_of_changes_goes_with_the_content(self):
        record = self._file(level_id=self.secret.id)
        amendment = self._amend(
            record,
            [{"field_name": "name", "new_char": "新秘密"}],
            [{"name": "秘密页", "file": base64.b64encode(b"x")}],
        )
        amendment.action_submit()
        amendment.with_user(self.service_head).action_refuse("秘密")
        record.sudo()._write_protected({"state": "purging"})
        self.env["ir.attachment"].sudo().search(
            [("res_model", "=", "property.archive.amendment.file")]
        ).unlink()
        record.sudo()._clear_content()
        self._forget()
        rest = amendment.sudo()
        self.assertNotIn("秘密", rest.reason + rest.refuse_reason + rest.file_ids.name)
        self.assertRecordValues(rest.value_ids, [{"old_text": False, "new_text": False}])
        self.assertFalse(rest.approval_ids.filtered(lambda s: "秘密" in (s.reason or "")))
