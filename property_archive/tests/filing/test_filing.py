import io

from freezegun import freeze_time
from openpyxl import load_workbook
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SIGNATURE, ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestFiling(ArchiveCase):
    """From a draft to a filed record (A2, A4, A6, A8, A9, B8, C1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)

    def test_nothing_is_filed_until_all_have_signed(self):
        record = self._draft()
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        self.assertEqual(record.state, "submitted")
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        received = handover.with_user(self.archivist)
        received.line_ids.location_id = self.rack
        received.action_accept_all()
        self.assertEqual(record.state, "submitted")
        self.assertFalse(record.reference)
        received.action_sign(SIGNATURE)
        self.assertRecordValues(
            record,
            [
                {
                    "state": "filed",
                    "reference": "T-SRV-2024-0001",
                    "location_id": self.rack.id,
                    "completeness": 100,
                }
            ],
        )
        self.assertEqual(handover.sudo().signature_ids.mapped("role"), ["giver", "receiver"])

    def test_the_database_takes_a_signature_once(self):
        handover = self.env["property.archive.handover"].browse(
            self._draft().action_submit()["res_id"]
        )
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        signature = handover.sudo().signature_ids
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            signature._create_protected(signature.copy_data())

    def test_the_year_of_a_number_is_the_company_s_whatever_a_caller_says(self):
        claims = {"ir_sequence_date": "2019-05-05", "ir_sequence_date_range": "2019-05-05"}
        record = self._draft().with_context(tz="America/New_York", **claims)
        with freeze_time("2024-12-31 17:00:00"):
            handover = record.action_submit()["res_id"]
        handover = self.env["property.archive.handover"].browse(handover)
        self.assertRegex(handover.name, "^YJ/2025/")
        ranges = self.env["ir.sequence.date_range"].sudo()
        domain = [("sequence_id.code", "=", handover._name), ("date_from", "<", "2020-01-01")]
        self.assertFalse(ranges.search(domain))

    def test_the_day_is_the_company_s_whoever_signs_from_wherever(self):
        self.assertEqual(self.company.partner_id.tz, "Asia/Shanghai")
        record = self._draft()
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        received = handover.with_user(self.archivist).with_context(tz="America/New_York")
        received.line_ids.location_id = self.rack
        received.action_accept_all()
        with freeze_time("2024-12-31 17:00:00"):
            received.action_sign(SIGNATURE)
            record.with_user(self.archivist).with_context(tz="America/New_York").action_close()
        self.assertEqual(record.sudo().date_filed.isoformat(), "2025-01-01")
        self.assertEqual(record.sudo().date_closed.isoformat(), "2025-01-01")

    def test_supervisor_signs_last_where_the_category_asks(self):
        self.papers.supervisor_signs = True
        record = self._draft()
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        received = handover.with_user(self.archivist)
        received.line_ids.location_id = self.rack
        received.action_accept_all()
        received.supervisor_id = self.archivist2
        received.action_sign(SIGNATURE)
        self.assertEqual(record.state, "submitted")
        with self.assertRaisesRegex(UserError, "neither giver nor receiver"):
            received.action_sign(SIGNATURE)
        handover.with_user(self.archivist2).action_sign(SIGNATURE)
        self.assertEqual(record.state, "filed")

    def test_giver_does_not_receive(self):
        record = self._draft(user=self.archivist)
        handover = (
            self.env["property.archive.handover"]
            .browse(record.action_submit()["res_id"])
            .with_user(self.archivist)
        )
        handover.action_sign(SIGNATURE)
        with self.assertRaisesRegex(UserError, "does not receive"):
            handover.line_ids.action_accept()
        with self.assertRaisesRegex(UserError, "does not receive"):
            handover.action_sign(SIGNATURE)

    def test_clerk_does_not_receive(self):
        record = self._draft()
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        other = self._create_person("clerk2", "property_archive.group_property_archive_user")
        with self.assertRaises(AccessError):
            handover.with_user(other).action_sign(SIGNATURE)

    def test_incomplete_file_is_returned_with_a_reason(self):
        record = self._draft(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        record.enclosure_ids[1].present = False
        self.assertEqual(record.completeness, 50)
        self.assertEqual(record.missing_pieces, "Identity document")
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        line = handover.with_user(self.archivist).line_ids
        line.location_id = self.cabinet
        with self.assertRaisesRegex(UserError, "Identity document"):
            line.action_accept()
        self.assertEqual(line.action_return()["res_model"], "property.archive.reason.wizard")
        line.action_return("身份证复印件缺失")
        self.assertRecordValues(record, [{"state": "draft", "return_reason": "身份证复印件缺失"}])
        self.assertEqual(record.sudo().activity_ids.user_id, self.clerk)
        record.enclosure_ids[1].present = True
        self._hand_over(record)
        self.assertEqual(record.sudo().state, "filed")

    def test_copy_is_refused_where_originals_are_wanted(self):
        record = self._draft(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        record.enclosure_ids[0].form = "copy"
        with self.assertRaisesRegex(UserError, "Owner form must be originals"):
            record.action_submit()
        record.enclosure_ids[0].form = "original"
        # a copy of what the checklist allows as one
        record.enclosure_ids[1].form = "copy"
        self._hand_over(record)
        self.assertEqual(record.sudo().state, "filed")

    def test_secret_record_wants_a_locked_place(self):
        record = self._draft(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        with self.assertRaisesRegex(ValidationError, "place with a lock"):
            self._hand_over(record, location=self.rack)

    def test_a_place_without_a_lock_is_refused_when_it_is_named(self):
        # B8: not after everybody has signed
        record = self._draft(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        lines = handover.with_user(self.archivist).line_ids
        wizard = (
            self.env["property.archive.place.wizard"]
            .with_user(self.archivist)
            .with_context(active_model=lines._name, active_ids=lines.ids)
            .create({"location_id": self.rack.id})
        )
        for name in (lambda: lines.write({"location_id": self.rack.id}), wizard.action_confirm):
            with self.assertRaisesRegex(ValidationError, "place with a lock"), self.cr.savepoint():
                name()
            self.env.invalidate_all()
            self.assertFalse(lines.location_id)
        lines.write({"location_id": self.cabinet.id})

    def test_accepting_all_asks_for_the_place_that_is_missing(self):
        record = self._draft()
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        action = handover.with_user(self.archivist).action_accept_all()
        self.assertEqual(handover.line_ids.mapped("result"), ["pending"])
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.archivist)
            .with_context(**action["context"])
            .create({"location_id": self.rack.id})
        )
        wizard.action_confirm()
        self._forget()
        self.assertRecordValues(
            handover.line_ids, [{"result": "accepted", "location_id": self.rack.id}]
        )
        self.assertFalse(handover.pending_count)

    def test_one_open_file_per_subject(self):
        vals = {
            "category": self.owners,
            "unit_id": self.unit.id,
            "partner_id": self.owner.id,
        }
        self._draft(**vals)
        with self.assertRaisesRegex(ValidationError, "has an open file"):
            self._draft(**vals)

    def test_an_open_file_is_told_before_everything_is_entered(self):
        first = self._draft(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        values = {"category_id": self.owners.id, "unit_id": self.unit.id}
        spec = {name: {} for name in (*values, "partner_id", "employee_id", "plate", "name")}
        draft = self.env["property.archive.record"].with_user(self.clerk)
        told = draft.onchange(values, ["unit_id"], spec)
        self.assertIn(first.display_name, told["warning"]["message"])
        # who does not see the file learns nothing here
        stranger = self._create_person("stranger", "property_archive.group_property_archive_user")
        self.assertFalse(first.with_user(stranger).has_access("read"))
        told = draft.with_user(stranger).onchange(values, ["unit_id"], spec)
        self.assertNotIn("warning", told)

    @mute_logger("odoo.sql_db")
    def test_one_open_file_is_a_database_rule_too(self):
        record = self._draft(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        other = self._draft()
        self.env.flush_all()
        with self.assertRaises(IntegrityError):
            self.env.cr.execute(
                "UPDATE property_archive_record SET category_id = %s, subject_key = %s"
                " WHERE id = %s",
                (self.owners.id, record.sudo().subject_key, other.id),
            )

    def test_numbers_run_by_series_and_are_not_reused(self):
        first, second = self._file(), self._file()
        self.assertEqual(
            [first.reference, second.reference], ["T-SRV-2024-0001", "T-SRV-2024-0002"]
        )
        self.assertEqual(self._file(date_document="2023-05-01").reference, "T-SRV-2023-0001")

    def test_hundred_records_in_one_handover(self):
        records = (
            self.env["property.archive.record"]
            .with_user(self.clerk)
            .create([{"name": f"Paper {n}", "category_id": self.papers.id} for n in range(100)])
        )
        handover = self._hand_over(records)
        self.assertEqual(set(records.mapped("state")), {"filed"})
        self.assertEqual(handover.sudo().state, "done")
        self.assertEqual(len(set(records.mapped("reference"))), 100)

    def test_change_of_owner(self):
        old = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        buyer = self.env["res.partner"].create({"name": "王芳"})
        wizard = (
            self.env["property.archive.change.owner.wizard"]
            .with_user(self.archivist)
            .create(
                {
                    "unit_id": self.unit.id,
                    "new_owner_id": buyer.id,
                    "date": "2024-06-01",
                }
            )
        )
        self._forget()
        new = self.env["property.archive.record"].browse(wizard.action_confirm()["res_id"])
        self.assertEqual(self.unit.owner_id, buyer)
        self.assertRecordValues(
            old.sudo(), [{"close_reason": "ownership_ended", "subject_key": False}]
        )
        self.assertRecordValues(
            new.sudo(),
            [{"partner_id": buyer.id, "state": "draft", "category_id": self.owners.id}],
        )

    def test_moving_respects_the_capacity(self):
        records = self._file() | self._file()
        self.rack.capacity = 1
        with self.assertRaisesRegex(UserError, "has room for 1 records, and 2"):
            records.with_user(self.archivist).action_move(self.rack.id)
        with self.assertRaises(UserError):
            records.with_user(self.clerk).action_move(self.cabinet.id)

    def test_register_is_written_as_the_user(self):
        record = self._file(name="=1+1")
        content = (
            self.env["property.archive.register"]
            .with_user(self.engineer)
            ._write_xlsx("records", record.ids)
        )
        rows = list(load_workbook(io.BytesIO(content)).active.values)
        self.assertIn(("T-SRV-2024-0001", "=1+1"), [row[1:3] for row in rows])
