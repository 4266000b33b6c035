import base64

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import SIGNATURE, LendingCase
from ..desk.test_copy import _pdf


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestPortal(LendingCase):
    """What a portal user may do and see, without a browser (B4, B5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls._create_portal("owner", cls.owner)
        cls.stranger = cls._create_portal(
            "stranger", cls.env["res.partner"].create({"name": "李四"})
        )

    @classmethod
    def _create_portal(cls, login, partner):
        return new_test_user(
            cls.env,
            login=f"test_portal_{login}",
            groups="base.group_portal",
            name=partner.name,
            partner_id=partner.id,
            lang="en_US",
        )

    def _request(self, record, kind="consult", user=None, **kwargs):
        """A request made in the portal.

        :return: its line, in the portal user's environment
        """
        loans = self.env["property.archive.loan"].with_user(user or self.user)
        loan = loans._portal_request(record.id, kind, "我要核对", **kwargs)
        self._forget()
        return (
            self.env["property.archive.loan.line"]
            .with_user(user or self.user)
            .browse(loan.line_ids.ids)
        )

    def _open(self, record, **kwargs):
        line = self._request(record, **kwargs)
        self._approve(line, self.service_head)
        self._hand_out(line, physical=False)
        return line

    def _env(self, model, user=None):
        return self.env[f"property.archive.{model}"].with_user(user or self.user)

    # -- nothing without a right -------------------------------------------------------

    def _assert_nothing(self, record, user):
        self._forget()
        records = self._env("record", user)
        pieces = self._env("enclosure", user)
        piece_ids = record.enclosure_ids.ids
        code, piece = record.reference, record.enclosure_ids[0].name
        attempts = (
            lambda: records.search([("id", "=", record.id)]),
            lambda: records.search_count([]),
            lambda: records.browse(record.id).read(["name"]),
            lambda: records.browse(record.id).display_name,
            lambda: records.name_search(code),
            lambda: records._read_group([], ["category_id"], ["__count"]),
            lambda: records.browse(record.id).message_ids.ids,
            lambda: pieces.browse(piece_ids).read(["name"]),
            lambda: pieces.browse(piece_ids).read(["file", "attachment_id"]),
            lambda: pieces.search([("record_id.name", "ilike", "标题")]),
        )
        for number, attempt in enumerate(attempts):
            self._forget()
            with self.assertRaises(AccessError, msg=number):
                attempt()
        with self.assertRaises(UserError):
            records.browse(record.id).export_data(["name"])
        files = self.env["ir.attachment"].with_user(user).search([])
        self.assertNotIn(pieces._name, files.sudo().mapped("res_model"))
        self.assertFalse(pieces.search([]))
        self.assertFalse(pieces.search_count([]))
        self.assertFalse(pieces.name_search(piece))
        self.assertFalse(pieces._read_group([], ["record_id"], ["__count"]))

    def test_without_a_grant_there_is_nothing(self):
        record = self._owner_file()
        self._assert_nothing(record, self.user)
        self._assert_nothing(record, self.stranger)

    def test_each_of_several_owners_is_a_subject(self):
        heir = self.stranger.partner_id
        record = self._owner_file()
        record.sudo()._write_protected({"joint_partner_ids": [(4, heir.id)]})
        self._assert_nothing(record, self.stranger)
        for user in (self.user, self.stranger):
            self._forget()
            records = self._env("record", user)
            self.assertEqual(records._portal_count(), 1)
            self.assertEqual([file["id"] for file in records._portal_files(0, 10)], record.ids)
            self.assertTrue(records._portal_record(record.id))
            line = self._request(record, user=user)
            self._approve(line, self.service_head)
            self._hand_out(line, physical=False)
            self._forget()
            self.assertTrue(line.sudo().grant_id)
            pieces = self._env("enclosure", user).search([("record_id", "=", record.id)])
            self.assertTrue(pieces)
            hidden = record.sudo().enclosure_ids.filtered("not_for_subject")
            self.assertFalse(pieces & hidden)

    def test_other_models_are_closed(self):
        record = self._owner_file()
        self._open(record)
        for model in ("record", "grant", "log", "handover", "clearance", "approval"):
            with self.assertRaises(AccessError, msg=model):
                self._env(model).search([])
        attachment = record.enclosure_ids.attachment_id[:1]
        with self.assertRaises(AccessError):
            attachment.with_user(self.user).read(["datas"])
        for user in (self.stranger, self.user):
            files = self.env["ir.attachment"].with_user(user).search([])
            found = files.sudo().filtered(
                lambda file: (file.res_model or "").startswith("property.archive.record")
            )
            self.assertFalse(found)

    def test_public_file_is_closed_too(self):
        """Not even the lowest level or the scope of the company opens a file."""
        record = self._service_file(partner_id=self.owner.id, level_id=self.public.id)
        self._assert_nothing(record, self.user)

    def test_draft_of_a_former_employee_is_closed(self):
        record = self._draft().sudo()
        record._write_protected({"submitter_id": self.user.id})
        self._assert_nothing_of_draft(record)

    def _assert_nothing_of_draft(self, record):
        self._forget()
        self.assertFalse(self._env("enclosure").search([]))

    # -- the window --------------------------------------------------------------------

    def test_only_own_files_and_no_title(self):
        record = self._owner_file()
        self._service_file()
        self._draft(partner_id=self.owner.id)
        files = self._env("record")._portal_files()
        self.assertEqual([file["id"] for file in files], record.ids)
        self.assertEqual(
            set(files[0]),
            {
                "id",
                "code",
                "category",
                "unit",
                "company",
                "timezone",
                "closed",
                "until",
            },
        )
        self.assertNotIn(record.name, str(files))
        self.assertEqual(self._env("record", self.stranger)._portal_count(), 0)
        self.assertFalse(self._env("record", self.stranger)._portal_record(record.id))

    def test_contact_of_a_company_sees_its_files(self):
        company = self.env["res.partner"].create({"name": "商户", "is_company": True})
        person = self.env["res.partner"].create({"name": "经办人", "parent_id": company.id})
        user = self._create_portal("contact", person)
        record = self._service_file(partner_id=company.id)
        self.assertEqual(self._env("record", user)._portal_record(record.id), record)
        line = self._request(record, user=user)
        self.assertEqual(line.sudo().policy_id.requester, "self")
        self._approve(line, self.service_head)
        self._hand_out(line, physical=False)
        self.assertTrue(self._env("enclosure", user).search([]))

    def test_contact_below_a_person_does_not_see_their_files(self):
        child = self.env["res.partner"].create({"name": "租客", "parent_id": self.owner.id})
        user = self._create_portal("child", child)
        record = self._owner_file()
        self.assertFalse(self._env("record", user)._portal_record(record.id))

    def test_other_company_of_the_group(self):
        record = self._owner_file()
        other = self.env["res.company"].create({"name": "Other"})
        self.user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self._env("record")._portal_record(record.id))

    # -- asking ------------------------------------------------------------------------

    def test_request_is_decided_by_the_keeping_head(self):
        record = self._owner_file()
        for kind in ("consult", "copy", "correct"):
            line = self._request(record, kind)
            self.assertEqual(line.state, "to_approve")
            step = line.sudo().approval_ids
            self.assertEqual(step.mapped("role"), ["keeping_head"])
            self.assertEqual(step.approver_ids, self.service_head)
            self.assertEqual(line.sudo().user_id, self.user)
            self.assertEqual(line.sudo().partner_id, self.owner)
            self.assertEqual(line.sudo().record_id, record)
        self.assertEqual(
            self.env.ref("property_archive_lending.policy_owner_self_consult").term_number,
            3,
        )

    def test_policy_rows_for_the_subject(self):
        rows = self.env["property.archive.loan.policy"]._get_rows(self.company)
        for name in ("owner", "resident", "tenant", "customer", "custody"):
            category = self.env.ref(f"property_archive.category_{name}")
            for kind in ("consult", "copy", "correct"):
                row = rows._choose_row(
                    category,
                    category.level_id,
                    category.scope,
                    {"external", "self"},
                    kind,
                )
                self.assertTrue(row.allowed)
                self.assertEqual(row.requester, "self", (name, kind))
                self.assertEqual(row.step_ids.mapped("role"), ["keeping_head"])
        for kind in ("copy", "excerpt"):
            row = rows._choose_row(
                self.owner_files, self.top_secret, "department", {"external"}, kind
            )
            self.assertFalse(row.allowed)

    def test_only_for_files_about_oneself(self):
        record = self._owner_file()
        with self.assertRaises(AccessError) as existing:
            self._request(record, user=self.stranger)
        with self.assertRaises(AccessError) as missing:
            self._request(record.browse(record.id + 1000), user=self.stranger)
        self.assertEqual(str(existing.exception), str(missing.exception))
        with self.assertRaises(AccessError):
            self._request(record, user=self.engineer)

    def test_no_other_way_to_a_request(self):
        record = self._owner_file()
        with self.assertRaises(AccessError):
            self._env("loan").create(
                {
                    "partner_id": self.owner.id,
                    "outsider": "self",
                    "employee_id": False,
                    "purpose": "x",
                }
            )
        line = self._request(record)
        for attempt in (
            lambda: line.write({"copy_pages": "1"}),
            lambda: line.loan_id.write({"purpose": "x"}),
            lambda: line.loan_id.unlink(),
            lambda: line.create({"loan_id": line.loan_id.id}),
        ):
            with self.assertRaises(AccessError):
                attempt()
        for attempt in (
            lambda: line.action_approve(),
            lambda: line.action_hand_out(physical=False),
            lambda: line.action_deliver(digital=True),
            lambda: line.action_resolve(record.id),
            lambda: line.action_correct("x"),
            lambda: line.action_decline("x"),
        ):
            with self.assertRaises(UserError):
                attempt()
        self.assertEqual(line.state, "to_approve")

    def test_the_same_twice(self):
        record = self._owner_file()
        line = self._request(record)
        with self.assertRaisesRegex(UserError, line.loan_id.name):
            self._request(record)

    def test_purpose_and_kind_are_needed(self):
        record = self._owner_file()
        loans = self._env("loan")
        with self.assertRaises(UserError):
            loans._portal_request(record.id, "consult", "  ")
        for kind in ("borrow", "excerpt", None, "x"):
            with self.assertRaises(UserError):
                loans._portal_request(record.id, kind, "x")

    def test_papers_of_the_row_are_needed(self):
        row = self.env.ref("property_archive_lending.policy_owner_self_consult")
        row.need_undertaking = True
        record = self._owner_file()
        with self.assertRaisesRegex(UserError, "Signed Undertaking"):
            self._request(record)
        line = self._request(record, papers={"undertaking": SIGNATURE})
        self.assertEqual(line.state, "to_approve")
        row.need_witnesses = True
        self.assertNotIn("consult", self._env("loan")._portal_offer(record))

    def test_refusal_by_the_archive_betrays_nothing(self):
        record = self._owner_file()
        record._write_protected({"state": "sealed"})
        with self.assertRaises(UserError) as refusal:
            self._request(record)
        self.assertNotIn("sealed", str(refusal.exception))
        self.assertNotIn(record.name, str(refusal.exception))
        # what is sealed can still be wrong
        self.assertEqual(self._request(record, "correct").state, "to_approve")

    def test_title_of_an_open_file_is_not_shown(self):
        """Employees all see the title of such a file; the person it is about does not."""
        record = self._service_file(partner_id=self.owner.id)
        line = self._request(record)
        for value in (line.subject, line.display_name, line.loan_id.summary):
            self.assertNotIn(record.name, value)
        for name in ("requested_record_id", "policy_id", "policy_reason", "record_id"):
            with self.assertRaises(AccessError, msg=name):
                line.read([name])

    def test_who_reads_a_request(self):
        line = self._request(self._owner_file())
        for model, document in (("loan.line", line), ("loan", line.loan_id)):
            domain = [("id", "=", document.id)]
            self.assertTrue(self._env(model).search(domain))
            self.assertFalse(self._env(model, self.stranger).search(domain))
            with self.assertRaises(AccessError):
                document.with_user(self.stranger).read(["display_name"])

    def test_desk_cannot_name_a_false_subject(self):
        """Who is not the subject is an outside party, whatever the desk enters."""
        record = self._owner_file()
        with self.assertRaisesRegex(UserError, "Outside party"):
            self._ask(
                self.archivist,
                employee_id=False,
                partner_id=self.stranger.partner_id.id,
                outsider="self",
                identity_document=SIGNATURE,
                lines=[{"requested_record_id": record.id}],
            )

    def test_withdraw(self):
        line = self._request(self._owner_file())
        self._forget()
        with self.assertRaises(AccessError):
            line.with_user(self.stranger).action_cancel()
        self._forget()
        line.action_cancel()
        self.assertEqual(line.state, "cancelled")
        self.assertFalse(line._portal_values()[0]["withdraw"])

    # -- reading -----------------------------------------------------------------------

    def test_reading_for_the_time(self):
        record = self._owner_file()
        hidden = record.enclosure_ids[1]
        hidden._write_protected({"not_for_subject": True, "present": True})
        line = self._open(record)
        self.assertTrue(line._portal_values()[0]["read"])
        pieces = self._env("enclosure").search([("record_id", "=", record.id)])
        self.assertEqual(pieces.sudo(), record.enclosure_ids - hidden)
        first = pieces.filtered("file_name")
        self.assertEqual(base64.b64decode(first.file), b"content")
        with self.assertRaises(AccessError):
            hidden.with_user(self.user).read(["name"])
        self._assert_nothing(record, self.stranger)
        with freeze_time("2024-06-06 15:59:58"):
            self._forget()
            self.assertTrue(self._env("enclosure").search([]))
        with freeze_time("2024-06-06 16:00:00"):
            self._assert_nothing(record, self.user)
            self.assertFalse(self._env("record")._portal_files()[0]["until"])
            self.assertFalse(line._portal_values()[0]["read"])

    def test_taking_back_ends_reading(self):
        record = self._owner_file()
        line = self._open(record)
        self._take_back(line)
        self._assert_nothing(record, self.user)

    def test_reading_is_logged(self):
        record = self._owner_file()
        self._open(record)
        self._env("enclosure").search([]).read(["name"])
        file = record.enclosure_ids.filtered("file_name").with_user(self.user)
        self.assertTrue(file.file)
        self.env.flush_all()
        log = self.env["property.archive.log"].sudo()
        self.env.cr.precommit.run()
        actions = log.search(
            [("user_id", "=", self.user.id), ("reference", "=", record.reference)]
        ).mapped("action")
        self.assertIn("content", actions)
        self.assertIn("downloaded", actions)

    def test_employee_who_is_the_owner_does_not_see_what_is_not_for_them(self):
        record = self._owner_file(partner_id=self.clerk.partner_id.id)
        hidden = record.enclosure_ids[1]
        hidden._write_protected({"not_for_subject": True})
        self._grant(self.clerk, record, "2024-06-01", "2024-07-01")
        self._forget()
        pieces = self._env("enclosure", self.clerk).search([("record_id", "=", record.id)])
        self.assertTrue(pieces)
        self.assertNotIn(hidden, pieces.sudo())

    # -- copies and corrections --------------------------------------------------------

    def test_digital_copy_without_a_signature_at_the_desk(self):
        record = self._owner_file(content=_pdf(1))
        line = self._request(record, "copy")
        self._approve(line, self.service_head)
        line.with_user(self.archivist).action_deliver(archivist_signature=SIGNATURE, digital=True)
        self._forget()
        self.assertTrue(line._portal_values()[0]["fetch"])
        self.assertTrue(line._copy_content().startswith(b"%PDF"))
        self._forget()
        self.assertIn("12:00", line._portal_values()[0]["text"])
        with freeze_time("2024-07-03 04:00:00"):
            self.assertEqual(line._portal_values()[0]["status"], "Copy fetched")

    def test_the_desk_opens_on_screen_what_was_asked_for_in_the_portal(self):
        record = self._owner_file(content=_pdf(1))
        line = self._request(record)
        self._approve(line, self.service_head)
        wizards = self.env["property.archive.desk.wizard"].with_user(self.archivist)
        wizard = Form(
            wizards.with_context(active_model="property.archive.loan.line", active_ids=line.ids)
        )
        self.assertTrue(wizard.on_screen)
        wizard.save().action_confirm()
        self._forget()
        self.assertTrue(line._portal_values()[0]["read"])
        # nothing to read on screen: the paper is shown
        record.enclosure_ids.filtered("file_name")._write_protected({"not_for_subject": True})
        self.assertTrue(wizards._is_paper(line.with_user(self.archivist)))

    def test_copy_leaves_out_what_is_not_for_the_subject(self):
        record = self._owner_file(content=_pdf(1))
        record.enclosure_ids.filtered("file_name")._write_protected({"not_for_subject": True})
        line = self._request(record, "copy")
        self._approve(line, self.service_head)
        with self.assertRaises(UserError):
            line.with_user(self.archivist).action_deliver(
                archivist_signature=SIGNATURE, digital=True
            )

    def test_correction(self):
        record = self._owner_file()
        line = self._request(record, "correct")
        with self.assertRaises(UserError):
            line.with_user(self.archivist).action_correct("x")
        self._approve(line, self.service_head)
        self.assertEqual(line.state, "approved")
        served = line.with_user(self.archivist)
        with self.assertRaisesRegex(UserError, "nothing is handed out"):
            served.action_hand_out(physical=False)
        action = served.action_correct(" ")
        with self.assertRaises(UserError):
            line.with_user(self.service_head).action_correct("x")
        wizard = (
            self.env["property.archive.reason.wizard"]
            .with_user(self.archivist)
            .with_context(action["context"])
            .create({"reason": "电话已更正"})
        )
        wizard.action_confirm()
        self._forget()
        self.assertEqual(line.state, "done")
        values = line._portal_values()[0]
        self.assertEqual(values["note"], "电话已更正")
        self.assertEqual(line.loan_id.state, "closed")

    def test_correction_does_not_wait_for_the_paper(self):
        record = self._service_file(partner_id=self.owner.id)
        self._lend(record)
        line = self._request(record, "correct")
        self._approve(line, self.service_head)
        self.assertEqual(line.state, "approved")

    def test_refusal_shows_its_reason(self):
        line = self._request(self._owner_file())
        line.with_user(self.service_head).action_refuse("资料涉及他人")
        self._forget()
        values = line._portal_values()[0]
        self.assertEqual(values["reason"], "资料涉及他人")
        self.assertEqual(values["colour"], "danger")
