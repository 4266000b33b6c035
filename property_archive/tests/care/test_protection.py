import base64
import io
import os
import threading

from freezegun import freeze_time
from PIL import Image
from psycopg2 import errors

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestProtection(ArchiveCase):
    """What a hostile user with an RPC client tries, and superuser code too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist, cls.head):
            cls._clear(user)

    def test_protected_fields_are_not_written_by_anybody(self):
        record = self._draft()
        for user in (self.clerk, self.archivist, self.head, self.env.user):
            for vals in (
                {"state": "filed"},
                {"reference": "FORGED"},
                {"access_id": 1},
                {"availability": "in"},
                {"submitter_id": self.engineer.id},
                {"date_filed": "2020-01-01"},
                {"completeness": 100},
                {"subject_key": "x"},
                {"location_id": self.rack.id},
            ):
                with self.assertRaises(UserError, msg=f"{user.login} {vals}"):
                    record.with_user(user).write(vals)

    def test_superuser_code_does_not_change_a_filed_record(self):
        record = self._file()
        for name, value in (
            ("name", "x"),
            ("level_id", self.public.id),
            ("scope", "personal"),
        ):
            with self.assertRaises(UserError):
                record.sudo().write({name: value})

    def test_default_keys_in_the_context_fill_nothing_protected(self):
        record = (
            self.env["property.archive.record"]
            .with_user(self.clerk)
            .with_context(
                default_state="filed",
                default_reference="FORGED",
                default_submitter_id=1,
            )
            .create({"name": "x", "category_id": self.papers.id})
        )
        self.assertRecordValues(
            record,
            [{"state": "draft", "reference": False, "submitter_id": self.clerk.id}],
        )

    def test_user_defaults_fill_nothing_protected(self):
        self.env["ir.default"].set("property.archive.record", "state", "filed")
        record = self._draft()
        self.assertEqual(record.state, "draft")

    def test_filed_record_is_not_deleted_with_any_key(self):
        record = self._file()
        for user in (self.clerk, self.head, self.env.user):
            with self.assertRaises(UserError):
                record.with_user(user).with_context(_force_unlink=True).unlink()

    @mute_logger("odoo.sql_db")
    def test_database_refuses_to_delete_a_filed_record(self):
        record = self._file()
        with self.assertRaises(errors.InsufficientPrivilege), self.env.cr.savepoint():
            self.env.cr.execute("DELETE FROM property_archive_record WHERE id = %s", (record.id,))

    @mute_logger("odoo.sql_db")
    def test_log_is_append_only(self):
        self._file()
        log = self.env["property.archive.log"].sudo().search([], limit=1)
        self.assertTrue(log)
        for call in (
            lambda: log.write({"action": "x"}),
            lambda: log.with_context(_force_unlink=True).unlink(),
            lambda: log.create({"action": "x"}),
        ):
            with self.assertRaises(AccessError):
                call()
        for query in (
            "UPDATE property_archive_log SET action = 'x'",
            "DELETE FROM property_archive_log",
            "TRUNCATE property_archive_log",
        ):
            with (
                self.assertRaises(errors.InsufficientPrivilege),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query)

    def test_files_of_a_filed_record_stay(self):
        record = self._file(content=b"marker")
        attachment = record.sudo().enclosure_ids.attachment_id
        self.assertEqual(attachment.raw, b"marker")
        for vals in (
            {"raw": b"other"},
            {"datas": base64.b64encode(b"other")},
            {"public": True},
            {"access_token": "x"},
            {"res_id": 0},
            {"res_model": "res.partner", "res_id": 1},
            {"name": "x"},
        ):
            with self.assertRaises(UserError, msg=vals):
                attachment.write(vals)
        with self.assertRaises(UserError):
            attachment.with_context(_force_unlink=True).unlink()
        with self.assertRaises(UserError):
            attachment.generate_access_token()
        attachment.write({"raw": b"marker"})
        with self.assertRaises(UserError):
            self.env["ir.attachment"].create(
                {
                    "name": "late",
                    "raw": b"late",
                    "res_model": "property.archive.enclosure",
                    "res_id": record.sudo().enclosure_ids.id,
                }
            )

    def test_signatures_and_decisions_are_not_written(self):
        record = self._file()
        signature = record.sudo().handover_line_ids.handover_id.signature_ids[0]
        with self.assertRaises(AccessError):
            signature.write({"signer_name": "x"})
        with self.assertRaises(AccessError):
            signature.unlink()
        with self.assertRaises(AccessError):
            self.env["property.archive.approval"].create(
                {"res_model": "res.partner", "res_id": 1, "role": "executive"}
            )

    def test_grants_are_created_by_the_archive_only(self):
        record = self._file()
        with self.assertRaises(AccessError):
            self.env["property.archive.grant"].with_user(self.head).create(
                {
                    "record_id": record.id,
                    "user_id": self.head.id,
                    "company_id": self.company.id,
                    "content": True,
                    "date_from": "2024-01-01",
                    "date_to": "2025-01-01",
                    "reason": "x",
                }
            )

    def test_merge_of_an_owner_with_a_file_is_refused(self):
        self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        other = self.env["res.partner"].create({"name": "张伟"})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with self.assertRaisesRegex(UserError, "T-OWN-2024-0001"):
            wizard._merge((self.owner | other).ids, other)
        self.assertTrue(self.owner.exists())

    def test_a_file_has_its_name_only_when_it_is_whole(self):
        """Who stores the same content at the same moment never finds half of it."""
        content = os.urandom(1 << 25)
        attachments = self.env["ir.attachment"]
        checksum = attachments._compute_checksum(content)
        _name, path = attachments._get_path(content, checksum)
        sizes = []

        def look():
            while not os.path.exists(path):
                pass
            sizes.append(os.path.getsize(path))

        watcher = threading.Thread(target=look, daemon=True)
        watcher.start()
        attachments._file_write(content, checksum)
        watcher.join(30)
        self.addCleanup(os.unlink, path)
        self.assertEqual(sizes, [len(content)])
        self.assertFalse([f for f in os.listdir(os.path.dirname(path)) if f"{checksum}." in f])

    def test_a_scan_is_kept_as_it_was_made(self):
        """Odoo makes large pictures smaller: what is hashed and filed is the original (A8)."""
        scan = io.BytesIO()
        Image.new("RGB", (2480, 3508), "white").save(scan, "PNG")
        record = self._draft()
        piece = self.env["property.archive.enclosure"].with_user(self.clerk)
        piece = piece.create({"record_id": record.id, "name": "扫描件"})
        piece.write({"file": base64.b64encode(scan.getvalue()), "file_name": "扫描件.png"})
        self.assertEqual(piece.attachment_id.raw, scan.getvalue())
        self.assertEqual(piece.attachment_id.mimetype, "image/png")
        chatter = self.env["ir.attachment"].with_user(self.clerk)
        chatter = chatter.create(
            {
                "name": "照片.png",
                "res_model": record._name,
                "res_id": record.id,
                "raw": scan.getvalue(),
            }
        )
        self.assertEqual(chatter.raw, scan.getvalue())
