from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import ArchiveCase


class RefusalCase(ArchiveCase):
    """Refusals speak the user's language: English here, though a database may know Chinese only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")


@tagged("post_install", "-at_install")
class TestRefusal(RefusalCase):
    """Who may not, or not any more, reads why and what to do, and nothing else (B4)."""

    def _told(self, records, operation="read"):
        with self.assertRaises(AccessError) as refused:
            records.check_access(operation)
        return str(refused.exception)

    def test_no_refusal_names_a_model_an_id_or_the_administrator(self):
        told = 0
        for name in self.registry:
            model = self.env[name].with_user(self.engineer)
            if not name.startswith("property.archive.") or model._abstract:
                continue
            for operation in ("read", "write", "create", "unlink"):
                if model.has_access(operation):
                    continue
                text = self._told(model, operation)
                told += 1
                self.assertNotIn("property.archive", text)
                self.assertNotIn("administrator", text)
        self.assertGreater(told, 100)

    def test_what_a_rule_refuses_names_no_model_and_no_id(self):
        record = self._secret().with_user(self.engineer)
        text = self._told(record)
        self.assertNotIn("property.archive", text)
        self.assertNotIn("id=", text)
        self.assertIn("My Requests", text)
        self.assertNotIn(record.sudo().name, text)

    def _secret(self):
        self.papers.write({"level_id": self.secret.id, "scope": "department"})
        return self._file(content=b"secret").sudo()

    def test_a_consultation_that_ended_says_when(self):
        record = self._secret()
        now = fields.Datetime.now()
        self._grant(self.engineer, record, now - timedelta(hours=2), now - timedelta(hours=1))
        ended = self.company._archive_local_time(now - timedelta(hours=1)).strftime("%H:%M")
        text = self._told(record.with_user(self.engineer))
        self.assertIn(ended, text)
        self.assertIn("ended", text)
        self.assertEqual(self._told(record.enclosure_ids.with_user(self.engineer)), text)

    def test_a_clearance_that_was_revoked_says_so(self):
        record = self._secret()
        record._write_protected({"scope": "company"})
        clearance = self._clear(self.engineer, date_start="2024-01-01", date_end="2028-12-31")
        self._forget()
        record.with_user(self.engineer).check_access("read")
        clearance.with_user(self.executive).action_revoke()
        self._forget()
        self.assertIn("revoked", self._told(record.with_user(self.engineer)))

    def test_of_what_was_never_open_everybody_reads_the_same(self):
        record = self._secret().with_user(self.engineer)
        other = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        self.assertEqual(self._told(record), self._told(other.with_user(self.engineer)))


@tagged("post_install", "-at_install")
class TestRefusedFile(RefusalCase, HttpCase):
    """A click on a file whose right has ended, and a browser that kept it."""

    def setUp(self):
        super().setUp()
        self.papers.write({"level_id": self.secret.id, "scope": "department"})
        self.record = self._file(content=b"secret").sudo()
        self.file = self.record.enclosure_ids.attachment_ids[:1]
        self.engineer.password = "test_engineer_password"

    def test_the_browser_keeps_no_file(self):
        now = fields.Datetime.now()
        self._grant(self.engineer, self.record, now, now + timedelta(hours=1))
        self.authenticate("test_engineer", "test_engineer_password")
        answer = self.url_open(f"/web/content/{self.file.id}?unique={self.file.checksum}")
        self.assertEqual(answer.content, b"secret")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")

    def test_a_click_on_a_file_says_why_not(self):
        now = fields.Datetime.now()
        self._grant(self.engineer, self.record, now - timedelta(hours=2), now)
        self.authenticate("test_engineer", "test_engineer_password")
        with mute_logger("odoo.http"):
            answer = self.url_open(f"/web/content/{self.file.id}?download=true")
        self.assertEqual(answer.status_code, 404)
        self.assertIn("Your consultation of this record ended", answer.text)
        self.assertNotIn("secret", answer.text)
