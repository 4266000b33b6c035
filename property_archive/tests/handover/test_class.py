from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SIGNATURE, ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestClass(ArchiveCase):
    """The archive classes, and has a term of its own (J6); papers of meetings (J16)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secretary = cls._create_person(
            "secretary", "property_archive.group_property_archive_archivist"
        )
        cls.incoming = cls.env.ref("property_archive.category_government")
        cls.notices = cls.env["property.archive.category"].create(
            {
                "name": "Notices",
                "code": "T-NOT",
                "level_id": cls.internal.id,
                "piece_ids": [(0, 0, {"name": "Notice"})],
            }
        )

    def _given(self, record):
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        handover.with_user(record.env.user).action_sign(SIGNATURE)
        return handover

    def test_the_archivist_classifies(self):
        """000 细则 1: what was handed in under the wrong class moves to the right one."""
        record = self._draft()
        handover = self._given(record)
        line = handover.with_user(self.archivist).line_ids
        line.write({"category_id": self.notices.id, "location_id": self.cabinet.id})
        line.action_accept()
        handover.with_user(self.archivist).action_sign(SIGNATURE)
        self.assertEqual(record.sudo().category_id, self.notices)
        self.assertTrue(record.sudo().reference.startswith("T-NOT"))
        # what the class asks for besides is noted, signed and chased
        self.assertIn("Notice", record.sudo().missing_pieces)
        self.assertIn("Classed by the archive", record.sudo().missing_note)
        self.assertFalse(record.sudo().handover_line_ids.missing_note)
        rows = self.env["property.archive.log"].sudo()
        self.assertTrue(rows.search([("action", "=", "classified"), ("res_id", "=", record.id)]))
        told = self.env["mail.message"].sudo().search([("model", "=", handover._name)])
        self.assertIn(self.clerk.partner_id, told.partner_ids)

    def test_it_is_never_less_confidential_for_it(self):
        self._clear(self.archivist)
        self._clear(self.clerk)
        record = self._draft(level_id=self.secret.id)
        handover = self._given(record)
        line = handover.with_user(self.archivist).line_ids
        line.write({"category_id": self.notices.id, "location_id": self.cabinet.id})
        line.action_accept()
        self.assertEqual(record.sudo().level_id, self.secret)

    def test_the_giver_classes_nothing_afterwards(self):
        handover = self._given(self._draft())
        with self.assertRaises(AccessError):
            handover.with_user(self.clerk).line_ids.write({"category_id": self.notices.id})

    def test_the_archive_has_a_term_of_its_own(self):
        """002 三(三) 2: filed within so many working days of being received."""
        self.company.archive_receive_days = 3
        handover = self._given(self._draft())
        due = self.company._archive_local_day(handover.sudo().date_receive_due)
        self.assertEqual(due.isoformat(), "2024-06-06")
        job = self.env.ref("property_archive.ir_cron_receive")
        for moment, late in (("2024-06-06 12:00:00", False), ("2024-06-07 01:00:00", True)):
            with freeze_time(moment), self.enter_registry_test_mode():
                job.method_direct_trigger()
            self._forget()
            self.assertEqual(handover.sudo().receive_late, late, moment)
        self.assertEqual(handover.sudo().activity_ids.user_id, self.company._archive_keeper())
        with freeze_time("2024-06-07 02:00:00"):
            received = handover.with_user(self.archivist)
            received.line_ids.write({"location_id": self.cabinet.id})
            received.action_accept_all()
            received.action_sign(SIGNATURE)
        self.assertFalse(handover.sudo().activity_ids)
        self.assertTrue(handover.sudo().receive_late)

    def test_without_a_term_nothing_is_late(self):
        self.company.archive_receive_days = 0
        self.assertFalse(self._given(self._draft()).sudo().date_receive_due)

    def _meeting(self, user, **vals):
        wizards = self.env["property.archive.meeting.paper.wizard"].with_user(user)
        return wizards.create({"name": "防火通知", "meeting": "区消防会议", **vals})

    def test_any_employee_hands_papers_of_a_meeting_to_the_secretary(self):
        """000 2.3: an engineer without any right of the archive."""
        self.company.archive_office_id = self.secretary
        action = self._meeting(self.engineer, page_count=3).action_hand_in()
        handover = self.env[action["res_model"]].browse(action["res_id"])
        self.assertFalse(handover.sudo().line_ids.record_id.missing_pieces)
        handover.with_user(self.engineer).action_sign(SIGNATURE)
        self._forget()
        with self.assertRaises(UserError), mute_logger("odoo.addons.base.models.ir_rule"):
            handover.with_user(self.archivist).line_ids.action_accept()
        received = handover.with_user(self.secretary)
        received.line_ids.write({"location_id": self.cabinet.id, "category_id": self.notices.id})
        received.action_accept_all()
        received.action_sign(SIGNATURE)
        record = handover.sudo().line_ids.record_id
        self.assertEqual(record.state, "filed")
        self.assertEqual(record.category_id, self.notices)
        self.assertEqual(record.submitter_id, self.engineer)

    def test_what_an_employee_may_not_make_otherwise_stays_so(self):
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            self.env["property.archive.record"].with_user(self.engineer).create(
                {"name": "x", "category_id": self.incoming.id}
            )

    def test_a_company_without_secretary_is_told(self):
        self.company.archive_office_id = False
        with self.assertRaisesRegex(UserError, "secretary"):
            self._meeting(self.engineer).action_hand_in()

    def test_electronic_papers_come_with_their_file(self):
        self.company.archive_office_id = self.secretary
        with self.assertRaisesRegex(UserError, "Attach"):
            self._meeting(self.engineer, medium="electronic").action_hand_in()
