import base64
import hashlib
import json
import os

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import RetentionCase

MARKER = b"MARKER-7f3a9c-DO-NOT-SURVIVE"


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestDestructionExecution(RetentionCase):
    def test_content_is_gone_and_the_entry_stays(self):
        record = self._filed(content=MARKER)
        path = self._path(self._files(record))
        self.assertTrue(os.path.exists(path))
        batch = self._ready(record)
        self._execute(batch)
        self.assertEqual(record.state, "destroyed")
        self.assertTrue(record.reference)
        self.assertEqual(record.name, "秘密标题")
        self.assertTrue(record.date_destroyed)
        self.assertIn(batch.certificate_number, record.disposal_note)
        self.assertIn("Shredding", record.disposal_note)
        self.assertFalse(record.sudo().location_id)
        self.assertFalse(self._files(record))
        self.assertFalse(os.path.exists(path))
        line = batch.line_ids
        self.assertEqual(line.state, "destroyed")
        own = hashlib.sha256(MARKER).hexdigest()
        self.assertEqual(line.content_hash, hashlib.sha256(own.encode()).hexdigest())
        self.assertFalse(self._found_in_database(MARKER.decode()))

    def test_texts_chatter_and_every_version_go_too(self):
        text = "SECRET-TEXT-5b1e"
        record = self._draft(note=f"Note {text}")
        record.enclosure_ids[0].write(
            {
                "document_number": f"No. {text}",
                "author": text,
                "file": base64.b64encode(b"second version " + MARKER),
                "file_name": f"{text}.txt",
            }
        )
        self._hand_over(record)
        self._forget()
        chatter = record.sudo().message_post(
            body=f"About {text}", attachments=[("a.txt", b"chatter " + MARKER)]
        )
        record.sudo().activity_schedule("mail.mail_activity_data_todo", note=text)
        done = record.sudo().activity_schedule("mail.mail_activity_data_todo", note=text)
        done.action_feedback(feedback=text)
        self.env["mail.scheduled.message"].sudo().create(
            {
                "model": record._name,
                "res_id": record.id,
                "body": text,
                "author_id": self.clerk.partner_id.id,
                "scheduled_date": "2999-01-01 00:00:00",
            }
        )
        thumbnail = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": "thumbnail",
                    "res_model": record._name,
                    "res_id": record.id,
                    "res_field": "image_128",
                    "raw": b"field " + MARKER,
                }
            )
        )
        record.sudo()._write_protected({"date_filed": "2020-06-01"})
        files = self._files(record)
        self.assertIn(thumbnail, files)
        self.assertLessEqual(chatter.attachment_ids, files)
        self.assertEqual(len(files), 4)
        paths = [self._path(attachment) for attachment in files]
        batch = self._ready(record.with_user(self.archivist))
        self._execute(batch)
        self.assertEqual(record.state, "destroyed")
        self.assertFalse([path for path in paths if os.path.exists(path)])
        self.assertFalse(self._found_in_database(text))
        self.assertFalse(self._found_in_database(MARKER.decode()))

    def test_what_amendments_keep_goes_too(self):
        text = "AMENDED-2e7a"
        record = self._filed(content=f"first {text}".encode())
        for decide in ("action_approve", "action_refuse"):
            amendment = (
                self.env["property.archive.amendment"]
                .with_user(self.archivist)
                .create(
                    {
                        "record_id": record.id,
                        "reason": f"Because of {text}",
                        "file_ids": [
                            fields.Command.create(
                                {
                                    "name": f"Piece {text}",
                                    "file": base64.b64encode(f"{decide} {text}".encode()),
                                    "file_name": f"{text}.txt",
                                }
                            )
                        ],
                    }
                )
            )
            amendment.action_submit()
            reason = [f"No {text}"] if decide == "action_refuse" else []
            getattr(amendment.with_user(self.service_head), decide)(*reason)
            amendment.message_post(attachments=[("talk.txt", f"{decide} talk {text}".encode())])
        paths = [self._path(attachment) for attachment in self._files(record)]
        self.assertEqual(len(paths), 5)
        self._execute(self._ready(record))
        self.assertEqual(record.state, "destroyed")
        self.assertFalse([path for path in paths if os.path.exists(path)])
        self.assertFalse(self._found_in_database(text))

    def test_words_on_their_way_to_a_browser_go_too(self):
        text = "SECRET-WORDS-6d0c"
        self.clerk.notification_type = "inbox"
        record, other = self._filed(), self._filed()
        for about in (record, other):
            about.sudo().message_post(
                body=f"{text} {about.id}", partner_ids=self.clerk.partner_id.ids
            )
        self.env.cr.precommit.run()
        self.assertIn("bus_bus", self._found_in_database(f"{text} {record.id}"))
        self._execute(self._ready(record))
        self.assertFalse(self._found_in_database(f"{text} {record.id}"))
        self.assertTrue(self._found_in_database(f"{text} {other.id}"))

    def test_the_same_bytes_elsewhere_are_listed_and_stay(self):
        record = self._filed(content=MARKER)
        other = self.env["ir.attachment"].create(
            {
                "name": "copy",
                "raw": MARKER,
                "res_model": "res.partner",
                "res_id": self.owner.id,
            }
        )
        batch = self._batch(record)
        batch.action_submit()
        self.assertIn(f"#{self.owner.id}", batch.line_ids.shared_files)
        batch.with_user(self.service_head).action_approve()
        self.company.archive_destruction_wait = 0
        batch.with_user(self.executive).action_approve()
        self._sign_all(batch)
        self._execute(batch)
        self.assertEqual(record.state, "destroyed")
        self.assertEqual(other.raw, MARKER)
        self.assertTrue(os.path.exists(self._path(other)))

    def test_both_of_one_batch_with_the_same_bytes_go(self):
        first, second = self._filed(content=MARKER), self._filed(content=MARKER)
        path = self._path(self._files(first))
        batch = self._ready(first | second)
        self.assertFalse(any(batch.line_ids.mapped("shared_files")))
        self._execute(batch)
        self.assertEqual(set((first | second).mapped("state")), {"destroyed"})
        self.assertFalse(os.path.exists(path))

    def test_a_file_that_a_message_only_shows_stays(self):
        record = self._filed()
        other = self.env["ir.attachment"].create(
            {
                "name": "invoice",
                "raw": b"x1",
                "res_model": "res.partner",
                "res_id": self.owner.id,
            }
        )
        record.sudo().message_post(body="See", attachment_ids=other.ids)
        other.write({"res_model": "res.partner", "res_id": self.owner.id})
        self._execute(self._ready(record))
        self.assertTrue(other.exists())

    # -- crash and resume -------------------------------------------------------------------

    def test_a_marked_record_says_so_until_it_is_destroyed(self):
        record = self._filed(content=MARKER)
        batch = self._interrupted(record)
        self.assertEqual((batch.state, record.state), ("executing", "purging"))
        self.assertEqual(self._files(record).raw, MARKER)

    def test_killed_before_the_content_went(self):
        record = self._filed(content=MARKER)
        batch = self._interrupted(record)
        batch.with_user(self.archivist2).action_continue()
        self._after_commit()
        self.assertEqual(record.state, "destroyed")

    def test_killed_between_database_and_file_store(self):
        record = self._filed(content=MARKER)
        path = self._path(self._files(record))
        batch = self._interrupted(record)
        batch.sudo().line_ids._purge_content()
        self.assertEqual(record.state, "purging")
        self.assertTrue(os.path.exists(path))
        with self.enter_registry_test_mode():
            self.env.ref("property_archive_retention.ir_cron_destruction").method_direct_trigger()
        self._forget()
        self.assertEqual(record.state, "destroyed")
        self.assertFalse(os.path.exists(path))

    def test_killed_after_the_file_went(self):
        record = self._filed(content=MARKER)
        path = self._path(self._files(record))
        batch = self._interrupted(record)
        batch.sudo().line_ids._purge_content()
        os.unlink(path)
        self.assertEqual(record.state, "purging")
        batch.with_user(self.archivist2).action_continue()
        self._after_commit()
        self.assertEqual(record.state, "destroyed")

    def test_a_file_that_cannot_be_removed_keeps_its_line_open(self):
        record = self._filed(content=MARKER)
        path = self._path(self._files(record))
        batch = self._interrupted(record)
        batch.sudo().line_ids._purge_content()
        os.unlink(path)
        os.mkdir(path)
        try:
            batch.sudo().line_ids._verify_gone()
            self.assertEqual(record.state, "purging")
            self.assertTrue(batch.line_ids.collect_error)
        finally:
            os.rmdir(path)
        batch.sudo().line_ids._verify_gone()
        self.assertEqual(record.state, "destroyed")
        self.assertFalse(batch.line_ids.collect_error)

    # -- checked again ----------------------------------------------------------------------

    def test_executing_twice_is_refused(self):
        batch = self._ready()
        self._execute(batch)
        with self.assertRaisesRegex(UserError, "only while"):
            batch.with_user(self.archivist2).action_execute()

    def test_what_became_permanent_leaves_in_the_last_moment(self):
        record, other = self._filed(), self._filed()
        batch = self._ready(record | other)
        record.sudo()._write_protected({"retention_opinion": "permanent"})
        self._execute(batch)
        line = batch.line_ids.filtered(lambda line: line.record_id == record)
        self.assertEqual((line.state, record.state), ("refused", "filed"))
        self.assertIn("permanently", line.blocker_note)
        self.assertEqual(other.state, "destroyed")

    def test_content_that_is_not_what_was_approved_leaves(self):
        record, other = self._filed(), self._filed()
        batch = self._ready(record | other)
        record.sudo().message_post(body="New", attachments=[("b.txt", b"late evidence")])
        self._execute(batch)
        line = batch.line_ids.filtered(lambda line: line.record_id == record)
        self.assertEqual((line.state, record.state), ("refused", "filed"))
        self.assertIn("changed", line.blocker_note)

    def test_a_batch_with_nothing_left_destroys_nothing(self):
        record = self._filed()
        batch = self._ready(record)
        record.sudo()._write_protected({"retention_opinion": "permanent"})
        self._execute(batch)
        self.assertEqual((batch.state, record.state), ("cancelled", "filed"))
        self.assertFalse(batch.certificate_number)

    def test_the_guard_holds_for_everybody_until_then(self):
        record = self._filed(content=MARKER)
        self._ready(record)
        with self.assertRaises(UserError):
            self._files(record).unlink()

    def test_nobody_writes_the_state_over_rpc(self):
        record = self._filed()
        batch = self._ready(record)
        for user in (self.archivist, self.archivist2, self.env.ref("base.user_admin")):
            for document in (batch, batch.line_ids, record):
                with self.assertRaises(UserError):
                    document.with_user(user).write({"state": "destroyed"})

    # -- after ------------------------------------------------------------------------------

    def test_all_sign_after_and_it_is_done(self):
        batch = self._ready()
        self._execute(batch)
        self.assertEqual((batch.state, batch.progress), ("executing", 100))
        self._sign_all(batch)
        self.assertEqual(batch.state, "done")
        self.assertTrue(batch.date_done)

    def test_the_log_of_the_archive_keeps_what_was_destroyed(self):
        record = self._filed()
        batch = self._ready(record)
        self._execute(batch)
        log = self.env["property.archive.log"].search(
            [("action", "=", "destroyed"), ("res_id", "=", record.id)]
        )
        detail = json.loads(log.detail)
        self.assertEqual(detail["sha256"], batch.line_ids.content_hash)
        self.assertEqual(detail["certificate"], batch.certificate_number)
        self.assertEqual(log.user_id, self.archivist2.id)
        self.assertNotIn("秘密标题", log.detail)

    def test_a_destroyed_record_claims_no_content(self):
        record = self._filed()
        self._execute(self._ready(record))
        self.assertFalse(any(record.sudo().enclosure_ids.mapped("present")))
        self.assertIn("Destroyed", record._get_blockers("lend")[record][0].text)

    def test_what_amendments_told_of_the_record_goes_too(self):
        record = self._filed()
        amendment = (
            self.env["property.archive.amendment"]
            .with_user(self.clerk)
            .create(
                {
                    "record_id": record.id,
                    "reason": "秘密",
                    "value_ids": [(0, 0, {"field_name": "note", "new_char": "秘密"})],
                    "file_ids": [(0, 0, {"name": "秘密", "file": base64.b64encode(b"asked for")})],
                }
            )
        )
        amendment.action_submit()
        approver = amendment.sudo().approval_ids.approver_ids[0]
        amendment.with_user(approver).action_refuse("秘密")
        files = self.env["ir.attachment"].sudo()
        domain = [
            ("res_model", "=", "property.archive.amendment.file"),
            ("res_field", "!=", False),
        ]
        self.assertEqual(files.search(domain).raw, b"asked for")
        self._execute(self._ready(record))
        self.assertEqual(record.sudo().state, "destroyed")
        self.assertFalse(files.search(domain))
        rest = amendment.sudo()
        texts = [rest.reason, rest.refuse_reason, rest.file_ids.name, rest.value_ids.new_text]
        self.assertNotIn("秘密", str(texts))
