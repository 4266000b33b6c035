import hashlib
import io
import json
import tempfile
import zipfile

import bagit
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ... import uninstall_hook
from ..common import SIGNATURE, RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestTransfer(RetentionCase):
    """Permanent records go to another archive (E8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule.write({"permanent": True, "period": 0})
        cls.parent = cls.env["res.partner"].create({"name": "集团档案馆", "is_company": True})

    def _transfer(self, records, **vals):
        transfer = (
            self.env["property.archive.transfer"]
            .with_user(self.archivist)
            .create(
                {
                    "destination_id": self.parent.id,
                    "receiver_id": self.outsider.id,
                    "reason": "End of the year",
                    **vals,
                }
            )
        )
        transfer.action_add_records(records.ids)
        return transfer

    def _approved(self, records, **vals):
        transfer = self._transfer(records, **vals)
        transfer.action_submit()
        transfer.with_user(self.head).action_approve()
        return transfer

    def _package(self, transfer):
        stream = io.BytesIO()
        transfer._write_package(stream)
        return zipfile.ZipFile(stream)

    def test_records_leave_when_the_receipt_is_confirmed_and_not_before(self):
        record = self._filed(content=b"for ever")
        transfer = self._approved(record)
        self._package(transfer)
        transfer.action_sign(SIGNATURE)
        self.assertEqual((transfer.state, record.state), ("sent", "filed"))
        transfer.action_sign_outsider(SIGNATURE)
        self.assertEqual((transfer.state, record.state), ("done", "transferred"))
        self.assertIn("集团档案馆", record.disposal_note)
        self.assertEqual(record.sudo().enclosure_ids.attachment_id.raw, b"for ever")

    # -- what stays behind ------------------------------------------------------------------

    def _received(self, record):
        """A transfer of a record whose receipt is confirmed."""
        transfer = self._approved(record)
        self._package(transfer)
        transfer.action_sign(SIGNATURE)
        transfer.action_sign_outsider(SIGNATURE)
        return transfer

    def test_only_another_transfer_is_a_reason_against_one(self):
        record = self._filed()
        transfer = self._transfer(record)
        (blocker,) = record._get_blockers("transfer")[record]
        self.assertEqual((blocker.code, blocker.document), ("transfer", transfer))
        transfer.action_submit()
        with self.assertRaisesRegex(UserError, transfer.name):
            self._transfer(record)

    def test_own_copies_go_by_the_same_procedure(self):
        self.company.archive_destruction_wait = 0
        record = self._filed(content=b"COPY-77aa-stays-behind")
        transfer = self._received(record)
        self.assertTrue(transfer.copies_left)
        action = transfer.action_destroy_copies()
        batch = self.env["property.archive.destruction"].with_user(self.archivist)
        batch = batch.browse(action["res_id"])
        self.assertEqual((batch.state, batch.method), ("draft", "wipe"))
        self.assertFalse(transfer.copies_left)
        batch.write(self._people())
        batch.action_submit()
        batch.with_user(self.service_head).action_approve()
        batch.with_user(self.executive).action_approve()
        self._sign_all(batch)
        self._execute(batch)
        self._sign_all(batch)
        self.assertEqual((batch.state, record.state), ("done", "transferred"))
        self.assertIn("集团档案馆", record.disposal_note)
        self.assertIn(batch.certificate_number, record.disposal_note)
        self.assertFalse(self._files(record))
        self.assertFalse(self._found_in_database("COPY-77aa-stays-behind"))

    def test_no_copy_goes_before_the_receipt_is_confirmed(self):
        record = self._filed()
        transfer = self._approved(record)
        self._package(transfer)
        transfer.action_sign(SIGNATURE)
        with self.assertRaisesRegex(UserError, "only while it is “Transferred”"):
            transfer.action_destroy_copies()
        self.assertTrue(self._files(record))

    def test_copies_are_wiped_and_nothing_else_is_listed_with_them(self):
        transfer = self._received(self._filed())
        action = transfer.action_destroy_copies()
        batch = self.env["property.archive.destruction"].with_user(self.archivist)
        batch = batch.browse(action["res_id"])
        with self.assertRaisesRegex(UserError, "nothing else"):
            batch.action_add_records(self._filed().ids)
        batch.write(self._people() | {"method": "shred"})
        with self.assertRaisesRegex(UserError, "wiped"):
            batch.action_submit()

    def test_copies_are_destroyed_once_and_by_archivists(self):
        transfer = self._received(self._filed())
        for user in (self.engineer, self.executive):
            with self.assertRaisesRegex(UserError, "archivists"):
                transfer.with_user(user).action_destroy_copies()
        transfer.action_destroy_copies()
        with self.assertRaisesRegex(UserError, "No copies"):
            transfer.action_destroy_copies()

    # -- the package ------------------------------------------------------------------------

    def test_the_package_proves_itself(self):
        record = self._filed(content=b"for ever")
        transfer = self._approved(record)
        archive = self._package(transfer)
        with tempfile.TemporaryDirectory() as folder:
            archive.extractall(folder)
            path = f"{folder}/{transfer.name.replace('/', '-')}"
            bagit.Bag(path).validate()
            with open(f"{path}/data/{record.reference}/001_content.txt", "rb") as file:
                self.assertEqual(file.read(), b"for ever")
            with open(f"{path}/data/{record.reference}/metadata.json") as file:
                self.assertEqual(json.load(file)["title"], "秘密标题")
            with open(f"{path}/manifest-sha256.txt", "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
        self.assertEqual(transfer.package_hash, digest)

    def test_the_package_is_for_the_giver_after_the_approval(self):
        transfer = self._transfer(self._filed())
        with self.assertRaisesRegex(UserError, "only while"):
            self._package(transfer)
        transfer.action_submit()
        transfer.with_user(self.head).action_approve()
        with self.assertRaisesRegex(UserError, "for its giver"):
            self._package(transfer.with_user(self.archivist2))

    def test_files_do_not_go_without_the_package(self):
        transfer = self._approved(self._filed())
        with self.assertRaisesRegex(UserError, "Download the package"):
            transfer.action_sign(SIGNATURE)

    def test_what_is_not_permanent_stays(self):
        self.rule.write({"permanent": False, "period": 3})
        with self.assertRaisesRegex(UserError, "only permanent records"):
            self._transfer(self._filed())

    def test_what_is_held_stays(self):
        record = self._filed()
        self._hold(record)
        with self.assertRaisesRegex(UserError, "is held by"):
            self._transfer(record)

    def test_a_hold_stops_a_transfer_that_is_on_its_way(self):
        record = self._filed(content=None)
        transfer = self._approved(record)
        transfer.action_sign(SIGNATURE)
        self._hold(record)
        with self.assertRaisesRegex(UserError, "is held by"):
            transfer.action_sign_outsider(SIGNATURE)
        self.assertEqual(record.state, "filed")

    def test_a_record_is_on_one_list(self):
        record = self._filed()
        transfer = self._transfer(record)
        with self.assertRaisesRegex(UserError, transfer.name):
            self._transfer(record)
        for operation in ("lend", "move", "amend"):
            self.assertIn(transfer.name, record._get_blockers(operation)[record][0].text)
        transfer.action_cancel()
        self.assertEqual(record._get_blockers("move"), {})

    def test_a_line_leaves_a_draft_and_nothing_else(self):
        transfer = self._transfer(self._filed() | self._filed())
        transfer.line_ids[0].action_remove()
        self.assertEqual(transfer.line_count, 1)
        transfer.action_submit()
        with self.assertRaises(UserError):
            transfer.line_ids.action_remove()
        with self.assertRaises(UserError):
            transfer.sudo().line_ids.unlink()

    def test_the_giver_does_not_receive(self):
        with self.assertRaisesRegex(ValidationError, "does not receive"):
            self._transfer(self._filed(), receiver_id=self.archivist.partner_id.id)

    def test_a_receiver_who_is_a_user_signs_alone(self):
        record = self._filed(content=None)
        transfer = self._approved(record, receiver_id=self.auditor.partner_id.id)
        transfer.action_sign(SIGNATURE)
        with self.assertRaisesRegex(UserError, "screen of their own"):
            transfer.action_sign_outsider(SIGNATURE)
        transfer.with_user(self.auditor).action_sign(SIGNATURE)
        self.assertEqual(record.state, "transferred")

    def test_a_stranger_sees_nothing(self):
        transfer = self._transfer(self._filed())
        with self.assertRaises(AccessError):
            transfer.with_user(self.engineer).read(["reason"])
        with self.assertRaises(AccessError):
            transfer.with_user(self.engineer).action_sign(SIGNATURE)

    def test_nobody_writes_the_outcome(self):
        transfer = self._transfer(self._filed())
        for vals in ({"state": "done"}, {"package_hash": "x"}, {"giver_id": 1}):
            with self.assertRaises(AccessError):
                transfer.write(vals)

    def test_uninstalling_is_refused_while_one_is_open(self):
        transfer = self._transfer(self._filed())
        with self.assertRaisesRegex(UserError, transfer.name):
            uninstall_hook(self.env)

    def test_the_list_is_printed(self):
        transfer = self._transfer(self._filed())
        html = (
            self.env["ir.actions.report"]
            .with_user(self.archivist)
            ._render_qweb_html("property_archive_retention.report_transfer", transfer.ids)[0]
        )
        self.assertIn(transfer.line_ids.reference, html.decode())
