import base64

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common import SIGNATURE, ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestChecklist(ArchiveCase):
    """The checklist belongs to the category, not to whoever hands in (J2, J8, J9, J26)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)
        cls.cars = cls.env["property.archive.category"].create(
            {
                "name": "Vehicles of the tests",
                "code": "T-CAR",
                "level_id": cls.internal.id,
                "scope": "department",
                "subject_kind": "vehicle",
                "one_open_file": True,
                "keeping_department_id": cls.service.id,
                "completion_days": 10,
                "piece_ids": [
                    (0, 0, {"name": "Invoice"}),
                    (0, 0, {"name": "Insurance policy", "copy_allowed": True}),
                    (0, 0, {"name": "Draft", "required": False, "asked": True}),
                    (0, 0, {"name": "Photographs", "required": False}),
                ],
            }
        )
        cls.visits = cls.env["property.archive.category"].create(
            {
                "name": "Visits of the tests",
                "code": "T-VIS",
                "parent_id": cls.cars.id,
                "level_id": cls.internal.id,
                "scope": "department",
                "subject_kind": "vehicle",
                "joins_file": True,
            }
        )

    def _piece(self, record, name):
        return record.enclosure_ids.filtered(lambda e: e.name == name)

    def _incomplete(self, note="The policy comes with the post"):
        """A vehicle file without its insurance policy, on its list of handover."""
        record = self._draft(category=self.cars, plate="京A12345", missing_note=note)
        self._piece(record, "Insurance policy").present = False
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        return record, handover

    def _filed_incomplete(self):
        record, handover = self._incomplete()
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        received = handover.with_user(self.archivist)
        received.line_ids.location_id = self.cabinet
        received.line_ids.action_accept()
        received.action_sign(SIGNATURE)
        self._forget()
        return record, handover

    def _not_updated(self):
        with self.enter_registry_test_mode():
            self.env.ref("property_archive.ir_cron_review").method_direct_trigger()

    # -- 003-9 四 1: what the giver cannot do -----------------------------------------------

    def test_giver_takes_no_required_piece_off_the_list(self):
        record = self._draft(category=self.cars, plate="京A1")
        policy = self._piece(record, "Insurance policy")
        for relax in (
            policy.unlink,
            lambda: policy.write({"required": False}),
            lambda: policy.write({"name": "Something else"}),
            lambda: policy.write({"piece_id": False}),
            lambda: policy.write({"record_id": self._draft().id}),
            lambda: record.write({"enclosure_ids": [(2, policy.id)]}),
            lambda: record.write({"enclosure_ids": [(5,)]}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                relax()
        self._piece(record, "Photographs").unlink()
        self.assertIn("Insurance policy", record.enclosure_ids.mapped("name"))

    def test_list_is_whole_whatever_the_form_left_out(self):
        form = Form(self.env["property.archive.record"].with_user(self.clerk))
        form.name, form.category_id, form.plate = "一车一档", self.cars, "京A2"
        form.enclosure_ids.remove(index=1)
        record = form.save()
        self.assertIn("Insurance policy", record.missing_pieces)

    def test_piece_that_the_category_asks_for_meanwhile_is_asked_for(self):
        record = self._draft(category=self.cars, plate="京A3")
        self.cars.piece_ids = [(0, 0, {"name": "Licence"})]
        record.action_submit()
        self.assertIn("Licence", record.missing_pieces)

    def test_another_category_brings_its_own_list(self):
        record = self._draft(category=self.owners, content=False)
        record.enclosure_ids.present = False
        record.write({"category_id": self.cars.id, "plate": "京A4"})
        self.assertEqual(
            set(record.enclosure_ids.filtered("required").mapped("name")),
            {"Invoice", "Insurance policy"},
        )

    # -- 003-9 四 1: received with a note ---------------------------------------------------

    def test_incomplete_file_without_a_note_is_returned(self):
        _record, handover = self._incomplete(note=False)
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        line = handover.with_user(self.archivist).line_ids
        line.location_id = self.cabinet
        with self.assertRaisesRegex(UserError, "is incomplete: Insurance policy"):
            line.action_accept()

    def test_giver_notes_before_signing_and_not_afterwards(self):
        _record, handover = self._incomplete(note=False)
        line = handover.with_user(self.clerk).line_ids
        line.missing_note = "Follows in June"
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        for user in (self.clerk, self.archivist):
            with self.assertRaises(UserError):
                line.with_user(user).missing_note = "Never"

    def test_incomplete_file_is_filed_shown_and_chased(self):
        record, handover = self._filed_incomplete()
        self.assertRecordValues(
            record.sudo(),
            [
                {
                    "state": "filed",
                    "missing_pieces": "Insurance policy",
                    "missing_note": "The policy comes with the post",
                }
            ],
        )
        self.assertEqual(str(record.date_complete_due), "2024-06-13")
        self.assertEqual(handover.sudo().line_ids.missing, "Insurance policy")
        chased = record.sudo().activity_ids
        self.assertEqual(chased.user_id, self.clerk)
        self.assertEqual(str(chased.date_deadline), "2024-06-13")
        self.assertIn("Insurance policy", handover.sudo().line_ids._missing_text())

    def test_what_is_not_completed_becomes_an_incident_by_itself(self):
        record, _handover = self._filed_incomplete()
        with freeze_time("2024-06-14 04:00:00"), self.enter_registry_test_mode():
            self.env.ref("property_archive.ir_cron_filing").method_direct_trigger()
        incident = record.sudo().incident_ids
        self.assertEqual(incident.kind, "incomplete")
        self.assertEqual(incident.person_ids.employee_id, self.clerk.employee_id)
        self.assertEqual(str(record.sudo().date_complete_due), "2024-06-24")

    def test_missing_piece_is_added_without_an_amendment(self):
        record, _handover = self._filed_incomplete()
        action = record.with_user(self.archivist).action_complete()
        form = Form(
            self.env["property.archive.complete.wizard"]
            .with_user(self.archivist)
            .with_context(**action["context"])
        )
        for index, line in enumerate(form.line_ids._records):
            if line["name"] == "Insurance policy":
                with form.line_ids.edit(index) as edited:
                    edited.here = True
                    edited.form = "copy"
                    edited.page_count = 2
        form.save().action_confirm()
        entry = record.sudo()
        self.assertRecordValues(
            entry, [{"completeness": 100, "missing_pieces": False, "date_complete_due": False}]
        )
        self.assertEqual(entry.review_ids.result, "completed")
        self.assertFalse(entry.activity_ids)
        self.assertFalse(entry.amendment_ids)

    # -- J26: scans, and visits that join ---------------------------------------------------

    def test_scan_after_receipt_changes_nothing_that_was_filed(self):
        record = self._file(category=self.cars, plate="京A5")
        entry = record.with_user(self.archivist)
        policy = self._piece(record.sudo(), "Insurance policy")
        scan = {"piece": policy, "file": base64.b64encode(b"scan"), "file_name": "scan.pdf"}
        entry._complete([scan])
        self.assertTrue(policy.sha256)
        self.assertEqual(record.sudo().medium, "both")
        with self.assertRaisesRegex(UserError, "a change is an amendment"):
            entry._complete([scan])
        with self.assertRaisesRegex(UserError, "archivists"):
            record.with_user(self.clerk).action_complete()

    def test_service_visit_joins_the_file_of_its_vehicle(self):
        file = self._file(category=self.cars, plate="京A·88888")
        mechanic = self._create_person(
            "mechanic", "property_archive.group_property_archive_user", self.engineering
        )
        self.assertFalse(file.with_user(mechanic).has_access("read"))
        visit = self._draft(user=mechanic, category=self.visits, plate="京a88888")
        self._hand_over(visit)
        self.assertEqual(visit.sudo().parent_id, file.sudo())

    # -- 003-12 四 1 ------------------------------------------------------------------------

    def test_late_draft_is_not_deleted(self):
        self.papers.write({"deadline_kind": "days", "deadline_amount": 1})
        record = self._draft()
        with freeze_time("2024-06-10 04:00:00"):
            with self.assertRaisesRegex(UserError, "hand it in, late as it is"):
                record.unlink()
            incident = (
                self.env["property.archive.incident"]
                .sudo()
                ._open_once("late_filing", f"test,{record.id}", records=record)
            )
            with self.assertRaisesRegex(UserError, "hand it in, late as it is"):
                record.unlink()
            incident._write_protected({"state": "cancelled"})
            record.unlink()
        self.assertFalse(record.exists())

    # -- 003-7 三 ---------------------------------------------------------------------------

    def test_file_that_is_not_updated_becomes_an_incident_by_itself(self):
        self.papers.write({"review_period": "month", "review_incident_days": 3})
        record = self._file()
        with freeze_time("2024-07-05 04:00:00"):
            self._not_updated()
            self.assertFalse(record.sudo().incident_ids)
        with freeze_time("2024-07-06 04:00:00"):
            self._not_updated()
            self._not_updated()
            self.assertEqual(record.sudo().incident_ids.mapped("kind"), ["not_updated"])
            record.with_user(self.clerk)._review("right")
        with freeze_time("2024-08-20 04:00:00"):
            self._not_updated()
        self.assertEqual(len(record.sudo().incident_ids), 2)

    # -- 000 1.1.2, 003-15 一 ---------------------------------------------------------------

    def test_acceptance_is_ticked_where_the_category_says_so(self):
        self.papers.acceptance_ticked = True
        record = self._draft()
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        received = handover.with_user(self.archivist)
        received.line_ids.location_id = self.cabinet
        with self.assertRaisesRegex(UserError, "Paper and Format, Size, Ink, Legible"):
            received.action_accept_all()
        received.action_tick_all()
        received.action_accept_all()
        received.action_sign(SIGNATURE)
        self.assertTrue(handover.sudo().line_ids.ink_right)
        with self.assertRaises(UserError):
            received.line_ids.ink_right = False

    def test_piece_without_a_form_is_asked_about(self):
        record = self._draft()
        record.enclosure_ids.form = False
        with self.assertRaisesRegex(UserError, "the original or a copy"):
            record.action_submit()

    def test_draft_of_an_issued_paper_is_missed_until_somebody_says_there_is_none(self):
        record = self._draft(category=self.cars, plate="京A6")
        self.assertEqual(record.asked_pieces, "Draft")
        self._piece(record, "Draft").none = True
        self.assertFalse(record.asked_pieces)
        with self.assertRaisesRegex(UserError, "need not have"):
            self._piece(record, "Invoice").none = True
