from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestDocument(ArchiveCase):
    """Documents in and out, step by step, each by whom it belongs to (H1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.general_manager = cls._create_person("gm", "base.group_user")
        cls.company.archive_general_manager_id = cls.general_manager
        cls.bureau = cls.env["res.partner"].create({"name": "住房和城乡建设局"})

    def _document(self, kind="incoming", stops=(), **vals):
        return (
            self.env["property.archive.document"]
            .with_user(self.clerk)
            .create(
                {
                    "kind": kind,
                    "subject": "收费公示通知",
                    "partner_id": self.bureau.id,
                    "document_number": "建物〔2024〕6号",
                    "page_count": 4,
                    "circulation_ids": [
                        Command.create(
                            {"employee_id": user.employee_id.id, "sequence": number, **more}
                        )
                        for number, (user, more) in enumerate(stops)
                    ],
                    **vals,
                }
            )
        )

    def _passing(self, *stops):
        document = self._document(stops=stops)
        document.action_submit()
        document.with_user(self.general_manager).action_approve()
        self._forget()
        return document

    def _stop(self, document, user):
        self._forget()
        return document.with_user(user).circulation_ids.filtered("is_mine")

    def test_incoming_is_commented_passed_on_handled_and_filed(self):
        handle = {"task": "handle", "date_due": "2024-06-10"}
        document = self._document(stops=[(self.engineer, {})])
        document.action_submit()
        self.assertEqual(document.name, "SW/2024/0001")
        manager = document.with_user(self.general_manager)
        manager.write(
            {
                "comment": "请工程部办理",
                "circulation_ids": [
                    Command.create(
                        {"employee_id": self.service_head.employee_id.id, "sequence": 9, **handle}
                    )
                ],
            }
        )
        manager.action_approve()
        self._forget()
        self.assertEqual(document.holder_id, self.engineer.employee_id)
        with self.assertRaises(AccessError):
            self._stop(document, self.service_head)
        with self.assertRaisesRegex(UserError, "not with you"):
            document.action_done()
        self._forget()
        self.assertTrue(document.with_user(self.engineer).with_me)
        # a follower who takes no part gets no mail
        document.message_subscribe(partner_ids=(self.archivist | self.engineer).partner_id.ids)
        message = document.message_post(body="x", subtype_xmlid="mail.mt_comment")
        told = message.sudo().notification_ids.res_partner_id
        self.assertIn(self.engineer.partner_id, told)
        self.assertNotIn(self.archivist.partner_id, told)
        # and who has it does not leave with it
        with (
            self.assertRaisesRegex(UserError, "SW/2024/0001 is with them"),
            self.env.cr.savepoint(),
        ):
            self.engineer.employee_id.sudo().action_archive()
        document.with_user(self.engineer).action_done()
        self._forget()
        self.assertEqual(document.holder_id, self.service_head.employee_id)
        ask = self._stop(document, self.service_head).action_done()
        wizard = self.env[ask["res_model"]].with_user(self.service_head)
        wizard.with_context(ask["context"]).create({"reason": "已公示"}).action_confirm()
        self._forget()
        self.assertEqual((document.state, document.holder_id.ids), ("back", []))
        record = self.env["property.archive.record"].with_user(self.clerk)
        record = record.browse(document.action_file()["res_id"])
        self.assertEqual((document.state, document.record_id), ("filed", record))
        self.assertEqual(record.partner_id, self.bureau)
        self.assertIn("建物〔2024〕6号", record.enclosure_ids.mapped("document_number"))
        for part in ("SW/2024/0001", "请工程部办理", "已公示"):
            self.assertIn(part, record.note)

    def test_outgoing_is_reviewed_before_it_has_a_number(self):
        document = self._document("outgoing")
        document.action_submit()
        self.assertFalse(document.name)
        with self.assertRaisesRegex(UserError, "not for you"):
            document.with_user(self.clerk).action_approve()
        document.with_user(self.general_manager).action_approve()
        self._forget()
        self.assertEqual((document.name, document.state), ("FW/2024/0001", "back"))

    def test_a_memo_is_signed_by_the_head_and_its_numbers_have_no_gap(self):
        memos = [self._document("internal", partner_id=False) for _memo in range(3)]
        for memo in memos:
            memo.action_submit()
            with self.assertRaises(AccessError):
                memo.with_user(self.general_manager).action_approve()
        memos[1].with_user(self.service_head).action_refuse("不必发文")
        for memo in (memos[0], memos[2]):
            memo.with_user(self.service_head).action_approve()
        self._forget()
        self.assertEqual([memo.name for memo in memos], ["LL/2024/0001", False, "LL/2024/0002"])

    def test_a_signed_paper_does_not_change(self):
        document = self._passing((self.engineer, {}))
        for user, vals in (
            (self.clerk, {"subject": "Other"}),
            (self.clerk, {"comment": "Other"}),
            (self.general_manager, {"comment": "Other"}),
            (self.clerk, {"state": "back"}),
            (self.clerk, {"name": "SW/2024/0009"}),
        ):
            with self.assertRaisesRegex(AccessError, "cannot be set directly"):
                document.with_user(user).write(vals)
        with self.assertRaisesRegex(UserError, "its way is set"):
            self._stop(document, self.engineer).write({"result": "Other"})
        with self.assertRaisesRegex(UserError, "never deleted"):
            document.unlink()
        with self.assertRaisesRegex(UserError, "stays on its slip"):
            document.circulation_ids.unlink()
        with self.assertRaisesRegex(UserError, "only while it is"):
            document.action_cancel()

    def test_only_who_has_it_answers(self):
        document = self._passing((self.engineer, {}), (self.service_head, {}))
        line = self._stop(document, self.engineer)
        for user in (self.clerk, self.general_manager):
            with self.assertRaisesRegex(UserError, "not with you"):
                line.with_user(user).action_done("x")
        with self.assertRaises(AccessError):
            line.with_user(self.service_head).action_done("x")
        with self.assertRaisesRegex(UserError, "its way is set"):
            line.document_id.with_user(self.engineer).write(
                {"circulation_ids": [Command.create({"employee_id": self.engineer.employee_id.id})]}
            )

    def test_an_unknown_kind_is_refused_by_the_field(self):
        documents = self.env["property.archive.document"].with_user(self.clerk)
        for kind in ("fax", 7):
            with self.assertRaisesRegex(ValueError, "kind"):
                documents.create({"subject": "x", "kind": kind})

    def test_who_takes_no_part_does_not_see_it(self):
        document = self._passing((self.engineer, {}))
        self._forget()
        for user in (self.engineering_head, self.archivist, self.hr_manager):
            self.assertFalse(document.with_user(user).search_count([("id", "=", document.id)]))
            self.assertFalse(document.circulation_ids.with_user(user).search_count([]))
            with self.assertRaises(AccessError):
                document.with_user(user).read(["subject"])
        self.company.archive_office_id = self.hr_manager
        self._forget()
        self.assertEqual(document.with_user(self.hr_manager).subject, "收费公示通知")
        with self.assertRaises(AccessError):
            self.env["property.archive.document"].with_user(self.engineer).create({"subject": "x"})

    def test_late_is_seen_chased_and_taken_back(self):
        document = self._passing((self.engineer, {"date_due": "2024-06-04"}))
        overview = self.env["property.archive.overview"]

        def tiles(user):
            self._forget()
            sections = overview.with_user(user).get_overview()
            return {tile["key"]: tile["value"] for s in sections for tile in s["tiles"]}

        self.assertEqual(tiles(self.engineer)["documents_mine"], "1")
        self.assertNotIn("documents_late", tiles(self.clerk))
        with freeze_time("2024-06-06 04:00:00"):
            self.assertEqual(tiles(self.clerk)["documents_late"], "1")
            messages = self.engineer.partner_id.sudo()
            before = self.env["mail.notification"].search_count(
                [("res_partner_id", "=", messages.id)]
            )
            document.action_chase()
            self.assertEqual(
                self.env["mail.notification"].search_count([("res_partner_id", "=", messages.id)]),
                before + 1,
            )
            document.action_take_back()
        self.assertEqual(document.state, "back")
        self.assertEqual(tiles(self.clerk)["documents_back"], "1")
        self.assertNotIn("documents_mine", tiles(self.engineer))

    def test_the_slip_on_paper(self):
        document = self._passing((self.engineer, {}))
        registers = self.env["property.archive.register"].with_user(self.clerk)
        selection = {"model": document._name, "ids": document.ids}
        (page,) = registers._paper("document_slip", selection)["pages"]
        texts = [text for row in page["facts"] for _label, text in row]
        self.assertIn("SW/2024/0001", texts)
        self.assertEqual([row[1] for row in page["rows"]], ["engineer"])
        self._forget()
        registers = registers.with_user(self.archivist)
        self.assertEqual(registers._paper("document_slip", selection)["pages"], [])
