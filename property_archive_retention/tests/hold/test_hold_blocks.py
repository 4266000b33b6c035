import psycopg2
from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ... import uninstall_hook
from ..common import RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestHoldBlocks(RetentionCase):
    """What nobody does to a held record (E3, E5)."""

    def test_destruction_amendment_and_transfer_are_blocked(self):
        record = self._filed()
        hold = self._hold(record)
        for operation in ("destroy", "amend", "transfer"):
            self.assertIn(hold.name, record._get_blockers(operation)[record][0].text)
        for operation in ("lend", "move"):
            self.assertEqual(record._get_blockers(operation), {})

    def test_an_amendment_is_neither_asked_for_nor_approved_under_a_hold(self):
        record, other = self._filed(), self._filed()
        amendments = self.env["property.archive.amendment"]
        for filed in (record, other):
            amendments |= amendments.with_user(self.clerk).create(
                {
                    "record_id": filed.id,
                    "reason": "笔误",
                    "value_ids": [(0, 0, {"field_name": "page_count", "new_integer": 7})],
                }
            )
        amendments[1].action_submit()
        hold = self._hold(record | other)
        with self.assertRaisesRegex(UserError, hold.name):
            amendments[0].action_submit()
        approver = amendments[1].sudo().approval_ids.approver_ids[0]
        with self.assertRaisesRegex(UserError, hold.name):
            amendments[1].with_user(approver).action_approve()
        self.assertEqual(other.sudo().page_count, 0)

    def test_a_listed_record_leaves_the_batch_when_it_is_held(self):
        record, other = self._filed(), self._filed()
        batch = self._ready(record | other)
        hold = self._hold(record)
        line = batch.line_ids.filtered(lambda line: line.record_id == record)
        self.assertIn(hold.name, line.blocker_note)
        self._execute(batch)
        self.assertEqual((line.state, record.state), ("refused", "filed"))
        self.assertEqual(other.state, "destroyed")

    def test_a_listed_record_is_settled_again_when_the_hold_is_lifted(self):
        record, other = self._filed(), self._filed()
        first = self._hold(record | other)
        batches = self.env["property.archive.destruction"].with_user(self.archivist)
        batch = batches.search(batches.action_propose_due()["domain"])
        self.assertEqual(batch.blocked_count, 2)
        second = self._hold(other)
        self._lift(first)
        notes = {line.record_id: line.blocker_note for line in batch.line_ids}
        self.assertFalse(notes[record])
        self.assertIn(second.name, notes[other])
        self.assertNotIn(first.name, notes[other])
        self._lift(second)
        self.assertEqual(batch.blocked_count, 0)

    def test_the_database_does_not_let_a_held_record_go(self):
        record = self._filed()
        self._hold(record)
        for state in ("purging", "destroyed", "transferred"):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(
                    "UPDATE property_archive_record SET state = %s WHERE id = %s",
                    (state, record.id),
                )

    def test_files_of_a_held_draft_stay(self):
        draft = self._draft()
        self._hold(draft)
        files = draft.enclosure_ids.attachment_ids.sudo()
        for act in (files.unlink, lambda: files.write({"raw": b"other"})):
            with self.assertRaisesRegex(UserError, "is held by DJ"):
                act()
        with self.assertRaisesRegex(UserError, "is held by DJ"):
            draft.enclosure_ids.unlink()
        with self.assertRaisesRegex(UserError, "is held by DJ"):
            draft.unlink()
        self.assertEqual(files.raw, b"content")

    def test_chatter_files_of_a_held_record_stay(self):
        record = self._filed()
        message = record.sudo().message_post(body="Evidence", attachments=[("e.txt", b"evidence")])
        self._hold(record)
        with self.assertRaisesRegex(UserError, "is held by DJ"):
            message.attachment_ids.sudo().unlink()

    def test_files_of_others_are_nobodys_business(self):
        self._hold(self._filed())
        attachment = self.env["ir.attachment"].create({"name": "x", "raw": b"x"})
        attachment.raw = b"y"
        attachment.unlink()
        self.assertFalse(attachment.exists())

    def test_placing_makes_running_operations_begin_again(self):
        before = self.company.archive_hold_serial
        self._hold(self._filed())
        self.assertEqual(self.company.archive_hold_serial, before + 1)

    def test_uninstalling_is_refused_while_a_hold_is_in_force(self):
        hold = self._hold(self._filed())
        with self.assertRaisesRegex(UserError, hold.name):
            uninstall_hook(self.env)
        self._lift(hold)
        uninstall_hook(self.env)
