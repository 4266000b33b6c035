import tempfile
from pathlib import Path

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..storage import encryption_of
from .common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestWaysOut(ArchiveCase):
    """Roads beside lists on which a title or content could leave (B4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)

    def _secret(self):
        self.papers.level_id = self.secret
        return self._file(content=b"secret")

    def test_follower_without_the_right_gets_no_mail(self):
        record = self._secret()
        outsider = self.env["res.partner"].create({"name": "Outsider", "email": "o@example.com"})
        record.sudo().message_subscribe(
            (self.engineer.partner_id | self.clerk.partner_id | outsider).ids
        )
        message = (
            record.with_user(self.archivist)
            .with_context(tracking_disable=False)
            .message_post(
                body="秘密正文",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=(self.engineer.partner_id | outsider).ids,
            )
        )
        notified = message.sudo().notification_ids.res_partner_id
        self.assertEqual(notified, self.clerk.partner_id)

    def test_message_is_unread_once_the_right_is_gone(self):
        record = self._secret()
        clearance = self.env["property.archive.clearance"].search([("user_id", "=", self.clerk.id)])
        record.with_user(self.archivist).message_post(
            body="秘密正文", partner_ids=self.clerk.partner_id.ids
        )
        Message = self.env["mail.message"].with_user(self.clerk)
        self._forget()
        found = Message.search([("body", "ilike", "秘密正文")])
        self.assertTrue(found)
        clearance.with_user(self.executive).action_revoke()
        self._forget()
        self.assertFalse(Message.search([("body", "ilike", "秘密正文")]))
        with self.assertRaises(AccessError):
            found.with_user(self.clerk).read(["body"])

    def test_names_in_other_documents_are_code_and_category(self):
        record = self._secret()
        self.papers.scope = "department"
        record.sudo().activity_schedule("mail.mail_activity_data_todo", user_id=self.archivist.id)
        self.assertNotIn("秘密标题", record.sudo().activity_ids.res_name)
        message = record.sudo().message_post(body="x")
        self.assertNotIn("秘密标题", f"{message.record_name} {message.subject}")
        line = record.sudo().handover_line_ids
        self.assertNotIn("秘密标题", line.display_name)
        self.assertNotIn("秘密标题", str(line.read(["record_id"])))

    def test_linking_a_record_one_cannot_read(self):
        record = self._secret()
        draft = self._draft(
            user=self._create_person(
                "clerk3",
                "property_archive.group_property_archive_user",
                self.engineering,
            )
        )
        self._forget()
        with self.assertRaises(AccessError):
            draft.write({"parent_id": record.id})
        with self.assertRaises(AccessError):
            draft.onchange(
                {"parent_id": record.id},
                ["parent_id"],
                {"parent_id": {"fields": {"name": {}}}},
            )

    def test_storage_check_reads_what_linux_tells(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertIn(encryption_of(folder), ("encrypted", "plain", "unknown"))
            number = Path(folder).stat().st_dev
            import os

            name = f"{os.major(number)}:{os.minor(number)}"
            proc = Path(folder, "proc", "self")
            proc.mkdir(parents=True)
            (proc / "mountinfo").write_text(f"1 2 {name} / / rw - fuse.gocryptfs x rw\n")
            self.assertEqual(encryption_of(folder, proc=proc.parent), "encrypted")
        self.assertEqual(encryption_of("/no/such/folder"), "unknown")


@tagged("post_install", "-at_install")
class TestLinks(HttpCase, ArchiveCase):
    """Download links: by id, by field, with tokens, as superuser (B4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user, date_end="2029-12-31", date_start="2025-12-31")
            user.password = "archive-password"
        cls.engineer.password = "archive-password"
        cls.papers.level_id = cls.secret

    def setUp(self):
        super().setUp()
        self.record = self._file(content=b"secret bytes")
        self.enclosure = self.record.sudo().enclosure_ids
        self.attachment = self.enclosure.attachment_id

    def _links(self, token=""):
        query = f"?access_token={token}" if token else ""
        enclosure = f"property.archive.enclosure/{self.enclosure.id}/file"
        return [
            f"/web/content/{self.attachment.id}{query}",
            f"/web/content/{enclosure}{query}",
            f"/web/image/{self.attachment.id}{query}",
            f"/web/image/{enclosure}{query}",
        ]

    def test_with_the_right(self):
        self.authenticate(self.clerk.login, "archive-password")
        self.assertEqual(self.url_open(self._links()[0]).content, b"secret bytes")
        self.assertEqual(self.url_open(self._links()[1]).content, b"secret bytes")

    def test_without_the_right(self):
        self.authenticate(self.engineer.login, "archive-password")
        for link in self._links():
            self.assertNotIn(b"secret bytes", self.url_open(link).content, link)

    def test_token_opens_nothing(self):
        token = self.attachment._get_raw_access_token()
        self.authenticate(self.engineer.login, "archive-password")
        for link in self._links(token):
            self.assertNotIn(b"secret bytes", self.url_open(link).content, link)
        self.authenticate(None, None)
        for link in self._links(token):
            self.assertNotIn(b"secret bytes", self.url_open(link).content, link)

    def test_superuser_session_opens_nothing(self):
        self.authenticate("admin", "admin")
        self.url_open("/web/become")
        for link in self._links():
            self.assertNotIn(b"secret bytes", self.url_open(link).content, link)
        answer = self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {
                "model": "ir.attachment",
                "method": "search_read",
                "args": [[("id", "=", self.attachment.id)], ["raw", "name"]],
                "kwargs": {},
            },
        )
        self.assertEqual(answer, [])
