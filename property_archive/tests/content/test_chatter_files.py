import base64

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestChatterFiles(ArchiveCase):
    """What is handed to the chatter of a document of the archive stays (B4, H1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.archive_general_manager_id = cls._create_person("gm", "base.group_user")

    def _document(self, submitted=True):
        document = (
            self.env["property.archive.document"]
            .with_user(self.clerk)
            .create({"subject": "收费公示通知", "page_count": 4})
        )
        if submitted:
            document.action_submit()
        return document

    def _file(self, document=None, user=None, **vals):
        files = self.env["ir.attachment"].with_user(user or self.clerk)
        if document:
            vals |= {"res_model": document._name, "res_id": document.id}
        return files.create({"name": "notice.pdf", "raw": b"the notice", **vals})

    def _assert_kept(self, file):
        for change in (
            {"raw": b"forged"},
            {"datas": base64.b64encode(b"forged")},
            {"name": "other.pdf"},
            {"res_id": False},
            {"res_model": "res.partner", "res_id": self.clerk.partner_id.id},
            {"type": "url", "url": "https://example.com"},
        ):
            with self.subTest(change=change), self.assertRaisesRegex(UserError, "kept as they"):
                file.write(change)
        with self.assertRaisesRegex(UserError, "kept as they"):
            file.unlink()
        with self.assertRaisesRegex(UserError, "kept as they"):
            file.sudo().unlink()
        file.invalidate_recordset()
        self.assertEqual(file.raw, b"the notice")

    def test_a_draft_may_still_be_put_right(self):
        document = self._document(submitted=False)
        file = self._file(document)
        file.raw = b"better"
        file.unlink()
        file = self._file(document)
        document.unlink()
        self.assertFalse(file.exists())

    def test_files_of_a_registered_document_stay(self):
        document = self._document(submitted=False)
        file = self._file(document)
        document.action_submit()
        self._assert_kept(file)
        # more may be added, by whoever takes part
        more = self._file(document, name="map.pdf")
        self._assert_kept(more)
        self.assertEqual(
            self.env["ir.attachment"].search_count(
                [("res_model", "=", document._name), ("res_id", "=", document.id)]
            ),
            2,
        )

    def test_however_it_was_handed_in(self):
        document = self._document()
        composed = self._file(res_model="mail.compose.message", res_id=0)
        loose = self._file()
        for files in ({"attachment_ids": composed.ids}, {"attachment_ids": loose.ids}):
            message = document.message_post(body="Original", message_type="comment", **files)
            self.assertEqual(message.attachment_ids.mapped("res_id"), document.ids)
            self._assert_kept(message.attachment_ids)
            with self.assertRaisesRegex(UserError, "kept as they"):
                document._message_update_content(message, body="", attachment_ids=[])
        message = document.message_post(body="Original", attachments=[("a.pdf", b"the notice")])
        self._assert_kept(message.attachment_ids)
        later = self._file()
        message.attachment_ids += later
        self._assert_kept(later)

    def test_with_the_result_of_an_activity(self):
        document = self._document()
        document.activity_schedule("mail.mail_activity_data_todo", user_id=self.clerk.id)
        activity = document.activity_ids.filtered(lambda a: a.user_id == self.clerk)
        file = self._file(res_model=activity._name, res_id=activity.id)
        activity.action_feedback(feedback="Done")
        self.assertEqual((file.res_model, file.res_id), (document._name, document.id))
        self._assert_kept(file)

    def test_for_who_sees_the_document(self):
        file = self._file(self._document())
        with self.assertRaises(UserError):
            file.public = True
        token = file.sudo().generate_access_token()[0]
        self._forget()
        with self.assertRaises(AccessError):
            file.with_user(self.engineer).read(["raw"])
        binary = self.env["ir.binary"].with_user(self.engineer)
        with self.assertRaises(AccessError):
            binary._find_record(res_model=file._name, res_id=file.id, access_token=token)

    def test_nothing_is_slipped_into_another_document(self):
        document = self._document()
        with self.assertRaises(AccessError):
            self._file(document, user=self.engineer)
        file = self._file(user=self.engineer)
        with self.assertRaises(AccessError):
            file.write({"res_model": document._name, "res_id": document.id})

    def test_evidence_of_a_report_stays(self):
        incident = self.env["property.archive.incident"].create({"kind": "loss"})
        file = self._file(incident, user=self.env.user)
        file.raw = b"the notice"
        incident._write_protected({"state": "reported"})
        for change in ({"raw": b"forged"}, {"name": "other.pdf"}):
            with self.assertRaisesRegex(UserError, "kept as it is"):
                file.write(change)
        with self.assertRaisesRegex(UserError, "kept as it is"):
            file.unlink()
        self._file(incident, user=self.env.user)
