import base64
import io
import tempfile
from pathlib import Path

from freezegun import freeze_time
from pypdf import PdfWriter

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from ...storage import encryption_of
from ..common import SIGNATURE, ArchiveCase


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

    def test_a_task_is_closed_once_the_right_is_gone(self):
        record = self._secret()
        clearance = self.env["property.archive.clearance"].search([("user_id", "=", self.clerk.id)])
        task = record.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.clerk.id,
            summary="秘密事项",
            note="秘密正文",
        )
        tasks = task.with_user(self.clerk).browse()
        mine = [("user_id", "=", self.clerk.id), ("summary", "=", "秘密事项")]
        self._forget()
        self.assertEqual(tasks.search(mine), task)
        clearance.with_user(self.executive).action_revoke()
        self._forget()
        self.assertFalse(tasks.search(mine))
        self.assertFalse(self.clerk.with_user(self.clerk)._get_activity_groups())
        for call in (
            lambda: task.with_user(self.clerk).read(["note"]),
            lambda: task.with_user(self.clerk).activity_format(),
            lambda: task.with_user(self.clerk).unlink(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_a_form_names_no_document_that_is_closed(self):
        # Odoo's rows that point at any document name it as superuser, saved or not
        record = self._secret()
        piece = record.sudo().enclosure_ids
        piece._write_protected({"name": "秘密件"})
        vals = {"summary": "Own", "user_id": self.engineer.id}
        own = self.env["mail.activity"].with_user(self.engineer).create(vals)
        self._forget()
        for documents in (piece, record):
            for user, told in ((self.engineer, False), (self.clerk, documents.display_name)):
                where = {
                    "model": documents._name,
                    "res_model": documents._name,
                    "res_model_id": self.env["ir.model"]._get_id(documents._name),
                    "res_id": documents.id,
                }
                self._forget()
                for model, name in (("mail.activity", "res_name"), ("mail.message", "record_name")):
                    rows = self.env[model].with_user(user)
                    vals = {key: value for key, value in where.items() if key in rows._fields}
                    with self.subTest(document=documents._name, user=user.login, model=model):
                        found = rows.onchange(vals, ["res_id"], {name: {}})
                        self.assertEqual(found["value"].get(name) or False, told)
        where = {
            "res_model": piece._name,
            "res_model_id": self.env["ir.model"]._get_id(piece._name),
            "res_id": piece.id,
        }
        defaults = {f"default_{name}": value for name, value in where.items()}
        for task, vals in ((own, where), (own.browse().with_context(**defaults), {})):
            found = task.onchange(vals, [*vals], {"res_name": {}})
            self.assertFalse(found["value"].get("res_name"))

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

    def test_a_wizard_is_for_who_opened_it(self):
        # the figures of an archive head, the words of a filter, the file of an import
        self._secret()
        summary = self.env["property.archive.summary.wizard"].with_user(self.head).create({})
        summary.action_make()
        rows = (
            summary,
            summary.line_ids,
            self.env["property.archive.register.wizard"]
            .with_user(self.head)
            ._select("records", self.env["property.archive.record"]),
            self.env["base_import.import"]
            .with_user(self.head)
            .create({"res_model": "property.archive.record", "file": base64.b64encode(b"secret")}),
        )
        for row in rows:
            self.assertTrue(row.read())
            for user in (self.archivist, self.executive, self.engineer):
                self._forget()
                foreign = row.with_user(user)
                with self.subTest(model=row._name, user=user.login):
                    with self.assertRaises(AccessError):
                        foreign.read()
                    if foreign.browse().has_access("read"):
                        self.assertFalse(foreign.search([("id", "in", row.ids)]))

    def test_no_wizard_is_left_out(self):
        rules = self.env["ir.rule"].with_user(self.head)
        wizards = [
            name
            for name in self.registry
            if name.startswith("property.archive.") and self.env[name]._transient
        ]
        self.assertGreater(len(wizards), 15)
        for name in wizards:
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(wizard=name, operation=operation):
                    conditions = rules._compute_domain(name, operation).iter_conditions()
                    self.assertIn("create_uid", [part.field_expr for part in conditions])

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

    def _pdf(self):
        writer = PdfWriter()
        writer.add_blank_page(width=72, height=72)
        buffer = io.BytesIO()
        writer.write(buffer)
        return buffer.getvalue()

    def _first_page(self, file, token):
        return self.url_open(f"/mail/attachment/pdf_first_page/{file.id}?access_token={token}")

    def test_whoever_handed_a_file_in_opens_it_no_longer_than_the_record(self):
        self.authenticate(self.archivist.login, "archive-password")
        vals = {"thread_model": self.record._name, "thread_id": self.record.id}
        vals["csrf_token"] = http.Request.csrf_token(self)
        pdf = {"ufile": ("note.pdf", self._pdf(), "application/pdf")}
        answer = self.url_open("/mail/attachment/upload", data=vals, files=pdf).json()["data"]
        file = self.env["ir.attachment"].browse(answer["attachment_id"])
        (token,) = {data["ownership_token"] for data in answer["store_data"]["ir.attachment"]}
        self.assertEqual(self._first_page(file, token).status_code, 200)
        clearance = self.env["property.archive.clearance"].search(
            [("user_id", "=", self.archivist.id)]
        )
        clearance.with_user(self.executive).action_revoke()
        for login in (self.archivist.login, self.engineer.login, None):
            self.authenticate(login, login and "archive-password")
            with self.subTest(login=login):
                self.assertEqual(self._first_page(file, token).status_code, 404)
                with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                    self.make_jsonrpc_request(
                        "/mail/attachment/delete",
                        {"attachment_id": file.id, "access_token": token},
                    )
                self.assertTrue(file.exists())

    def test_a_picture_of_a_file_is_the_file(self):
        # B6, B7: a page of it, or what lists show of it, is content and logged as such
        record = self._draft(content=None)
        piece = record.enclosure_ids
        piece.write({"file": base64.b64encode(self._pdf()), "file_name": "scan.pdf"})
        self.attachment = piece.sudo().attachment_id
        self.attachment.thumbnail = SIGNATURE
        self._hand_over(record)
        picture = self.env["ir.attachment"].search(
            [("res_model", "=", "ir.attachment"), ("res_field", "=", "thumbnail")]
            + [("res_id", "=", self.attachment.id)]
        )
        file, token = self.attachment.id, self.attachment._get_thumbnail_token()
        links = [
            f"/web/image/ir.attachment/{file}/thumbnail",
            f"/web/content/ir.attachment/{file}/thumbnail",
            f"/web/image/{picture.id}",
            f"/web/content/{picture.id}",
            f"/mail/attachment/pdf_first_page/{file}",
        ]
        log = self.env["property.archive.log"].sudo()
        self.authenticate(self.clerk.login, "archive-password")
        for link in links:
            before = log.search([], limit=1).id
            with self.subTest(link=link, user="clerk"):
                answer = self.url_open(link)
                self.assertTrue(answer.content.startswith((b"\x89PNG", b"%PDF")))
                self.env.invalidate_all()
                found = log.search([("id", ">", before), ("action", "=", "downloaded")])
                self.assertEqual(found.mapped("res_id"), record.ids)
        for login, password in ((self.engineer.login, "archive-password"), ("admin", "admin")):
            self.authenticate(login, password)
            if login == "admin":
                self.url_open("/web/become")
            for link in (*links, f"{links[0]}?access_token={token}"):
                with self.subTest(link=link, user=login):
                    answer = self.url_open(link)
                    self.assertNotIn(self.attachment.sudo().thumbnail, (None, False))
                    pictures = (base64.b64decode(SIGNATURE), self.attachment.raw)
                    self.assertNotIn(answer.content, pictures)
                    self.assertFalse(answer.content.startswith(b"%PDF"))
        with self.assertRaises(UserError):
            self.attachment.thumbnail = SIGNATURE

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
