import base64

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import SIGNATURE, ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestHandover(ArchiveCase):
    """Handovers of every kind against signatures (A9, F5, F6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)
        cls.custody = cls.env["property.archive.category"].create(
            {
                "name": "Custody of the tests",
                "code": "T-CUS",
                "level_id": cls.internal.id,
                "scope": "department",
                "subject_kind": "partner",
                "custody": True,
            }
        )

    def _wizard(self, user, records, **vals):
        wizard = (
            self.env["property.archive.handover.wizard"]
            .with_user(user)
            .with_context(active_model=records._name, active_ids=records.ids)
            .create(vals)
        )
        return self.env["property.archive.handover"].browse(wizard.action_confirm()["res_id"])

    def _receive(self, handover, user, **line_vals):
        received = handover.with_user(user)
        if line_vals:
            received.line_ids.write(line_vals)
        received.action_accept_all()
        received.action_sign(SIGNATURE)
        self._forget()

    # -- custody ----------------------------------------------------------------------------

    def test_custody_wants_agreement_and_inspection(self):
        record = self._draft(category=self.custody, partner_id=self.owner.id)
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        self.assertEqual(handover.kind, "custody")
        given = handover.with_user(self.clerk)
        given.action_sign(SIGNATURE)
        self.assertEqual(handover.sudo().signature_ids.partner_id, self.owner)
        received = handover.with_user(self.archivist)
        received.line_ids.location_id = self.cabinet
        received.action_accept_all()
        with self.assertRaisesRegex(UserError, "Attach the custody agreement"):
            received.action_sign(SIGNATURE)
        given.write({"agreement": base64.b64encode(b"signed"), "agreement_name": "托管协议.pdf"})
        with self.assertRaisesRegex(UserError, "what the inspection"):
            received.action_sign(SIGNATURE)
        received.inspection_note = "封面完好，共 12 页"
        received.action_sign(SIGNATURE)
        self.assertEqual(record.sudo().state, "filed")
        with self.assertRaises(AccessError):
            received.agreement = base64.b64encode(b"other")
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", handover._name),
                ("res_id", "=", handover.id),
                ("res_field", "=", "agreement"),
            ]
        )
        with self.assertRaisesRegex(UserError, "are kept"):
            files.raw = b"other"

    def test_of_several_owners_any_gives_and_signs(self):
        wife, stranger = self.env["res.partner"].create([{"name": "李娜"}, {"name": "路人"}])
        record = self._draft(
            category=self.custody, partner_id=self.owner.id, joint_partner_ids=[(6, 0, wife.ids)]
        )
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        given = handover.with_user(self.clerk)
        self.assertEqual(given.outside_giver_id, self.owner)
        with self.assertRaisesRegex(ValidationError, "is one of those"):
            given.outside_giver_id = stranger
        given.invalidate_recordset()
        given.outside_giver_id = wife
        given.action_sign(SIGNATURE)
        self.assertEqual(handover.sudo().signature_ids.partner_id, wife)
        with self.assertRaises(AccessError):
            given.outside_giver_id = self.owner

    # -- to the central archive -------------------------------------------------------------

    def test_periodic_handover_of_a_department(self):
        record = self._file()
        record.sudo()._write_protected({"keeping": "department"})
        handover = self._wizard(self.clerk, record, kind="periodic")
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        self.assertEqual(record.sudo().keeping, "department")
        self._receive(handover, self.archivist, location_id=self.rack.id)
        self.assertRecordValues(
            record.sudo(), [{"keeping": "central", "location_id": self.rack.id, "state": "filed"}]
        )

    def test_department_keeps_what_its_own_archivist_received(self):
        keeper = self._create_person(
            "keeper", "property_archive.group_property_archive_archivist", self.service
        )
        self._clear(keeper)
        record = self._draft()
        self._hand_over(record, receiver=keeper)
        self.assertEqual(record.sudo().keeping, "department")
        other = self._draft()
        self._hand_over(other)
        self.assertEqual(other.sudo().keeping, "central")

    def test_clerk_of_another_department_hands_nothing_over(self):
        record = self._file()
        stranger = self._create_person(
            "stranger", "property_archive.group_property_archive_user", self.engineering
        )
        with self.assertRaisesRegex(UserError, "who answers for it"):
            self._wizard(stranger, record, kind="periodic")

    def test_a_record_is_on_one_open_list(self):
        record = self._file()
        handover = self._wizard(self.clerk, record, kind="periodic")
        with self.assertRaisesRegex(UserError, handover.name):
            self._wizard(self.clerk, record, kind="periodic")
        with self.assertRaisesRegex(UserError, handover.name):
            record.with_user(self.archivist).action_move(self.rack.id)
        handover.with_user(self.clerk).action_cancel()
        self.assertEqual(self._wizard(self.clerk, record, kind="periodic").state, "draft")

    # -- to another department, to a successor ----------------------------------------------

    def _department_move(self):
        """A record of the service department, and its list on the way to engineering."""
        record = self._file(scope="department")
        handover = self._wizard(
            self.service_head,
            record,
            kind="department_move",
            target_department_id=self.engineering.id,
        )
        return record, handover

    def test_department_changes_when_all_have_signed(self):
        record, handover = self._department_move()
        self.assertEqual(handover.receiver_id, self.engineering_head)
        handover.with_user(self.service_head).action_sign(SIGNATURE)
        with self.assertRaisesRegex(UserError, "is received by engineering_head"):
            handover.with_user(self.archivist).line_ids.action_accept()
        self.assertEqual(record.sudo().department_id, self.service)
        self.assertFalse(record.with_user(self.engineer).has_access("read"))
        self._receive(handover, self.engineering_head, note="第 3 页破损")
        self.assertRecordValues(
            record.sudo(),
            [
                {
                    "department_id": self.engineering.id,
                    "responsible_id": self.engineering_head.employee_id.id,
                }
            ],
        )
        self.assertTrue(record.with_user(self.engineer).has_access("read"))
        self.assertFalse(record.with_user(self.clerk).has_access("read"))

    def test_giver_does_not_write_the_count_of_the_receiver(self):
        record, handover = self._department_move()
        handover.with_user(self.service_head).action_sign(SIGNATURE)
        with self.assertRaises(AccessError):
            handover.with_user(self.service_head).line_ids.page_count = 9
        with self.assertRaises(AccessError):
            handover.with_user(self.engineer).line_ids.page_count = 9

    def test_receiver_without_clearance_returns_it(self):
        record = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        handover = self._wizard(
            self.archivist,
            record,
            kind="department_move",
            target_department_id=self.engineering.id,
        )
        handover.with_user(self.archivist).action_sign(SIGNATURE)
        line = handover.with_user(self.engineering_head).line_ids
        with self.assertRaisesRegex(UserError, "not cleared"):
            line.action_accept()
        line.action_return("没有涉密资格")
        handover.with_user(self.engineering_head).action_sign(SIGNATURE)
        self.assertEqual(record.sudo().department_id, self.service)
        self.assertEqual(handover.sudo().state, "done")

    def test_successor_answers_for_the_records(self):
        record = self._file()
        self.assertEqual(record.sudo().responsible_id, self.clerk.employee_id)
        handover = self._wizard(
            self.clerk, record, kind="succession", receiver_id=self.service_head.id
        )
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        self.assertEqual(record.sudo().responsible_id, self.clerk.employee_id)
        self._receive(handover, self.service_head)
        self.assertEqual(record.sudo().responsible_id, self.service_head.employee_id)
        self.assertEqual(record.sudo().state, "filed")

    def test_nobody_hands_over_to_themselves(self):
        with self.assertRaisesRegex(UserError, "does not receive"):
            self._wizard(self.clerk, self._file(), kind="succession", receiver_id=self.clerk.id)

    # -- a leaver ---------------------------------------------------------------------------

    def test_leaver_hands_in_drafts_and_files(self):
        filed, draft = self._file(), self._draft()
        filed.sudo()._write_protected({"keeping": "department"})
        handover = self.env["property.archive.handover"]._make(
            "discharge", self.clerk, None, (filed | draft).sudo()
        )
        self.assertEqual(draft.sudo().state, "submitted")
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        self._receive(handover, self.archivist, location_id=self.rack.id)
        self.assertEqual(set((filed | draft).sudo().mapped("state")), {"filed"})
        self.assertEqual(set((filed | draft).sudo().mapped("keeping")), {"central"})

    def test_leaver_without_a_login_signs_on_anothers_screen(self):
        record = self._file()
        partner = self.env["res.partner"].create({"name": "离职者"})
        handover = self.env["property.archive.handover"]._make(
            "succession",
            self.hr_manager,
            self.service_head,
            record.sudo(),
            outside_giver_id=partner.id,
            successor_id=self.service_head.employee_id.id,
        )
        handover.with_user(self.hr_manager).action_sign(SIGNATURE)
        self._receive(handover, self.service_head)
        self.assertRecordValues(
            handover.sudo().signature_ids,
            [
                {"signer_name": "离职者", "captured_by_id": self.hr_manager.id},
                {"signer_name": "service_head", "captured_by_id": self.service_head.id},
            ],
        )
