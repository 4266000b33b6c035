from freezegun import freeze_time
from psycopg2.errors import InsufficientPrivilege

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestIncident(ArchiveCase):
    """Opened once, reported, decided by somebody not involved (D11, E5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.decider = cls._create_person("director", "base.group_user")
        cls.company.archive_incident_decider_ids = cls.decider
        cls.incidents = cls.env["property.archive.incident"]

    def setUp(self):
        super().setUp()
        self.record = self._file(category=self.papers).sudo()

    def _open(self, kind="loss", fact=None, employee=None):
        return self.incidents.with_user(self.archivist)._open_once(
            kind,
            fact or f"{kind},{self.record.id}",
            records=self.record,
            employees=employee or self.engineer.employee_id,
            note="The shelf is empty",
        )

    def _reported(self, **kwargs):
        incident = self._open(**kwargs)
        own = incident.with_user(self.engineer)
        own.write({"report": "I left it on the train."})
        own.action_report()
        self._forget()
        return incident

    def test_one_fact_is_opened_once(self):
        first = self._open(fact="late_filing,1")
        again = self._open(fact="late_filing,1")
        other = self._open(fact="late_filing,2")
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)
        self.assertRegex(first.name, r"^SG/2024/\d{4}$")
        self.assertEqual(first.person_ids.employee_id, self.engineer.employee_id)
        self.assertEqual(first.opened_by_id, self.archivist)

    def test_who_answers_for_it_is_asked_for_the_report(self):
        incident = self._open()
        self.assertEqual(incident.activity_ids.user_id, self.engineer)
        nobody = self.incidents._open_once("damage", "damage,x", records=self.record)
        self.assertEqual(nobody.activity_ids.user_id, self.head)

    def test_reported_and_decided_by_who_is_not_involved(self):
        incident = self._reported()
        self.assertEqual(incident.state, "reported")
        self.assertEqual(incident.activity_ids.user_id, self.decider)
        incident.with_user(self.decider).action_decide("Lost for good.", "missing")
        self.assertEqual(incident.state, "decided")
        self.assertEqual(incident.decided_by_id, self.decider)
        self.assertEqual(self.record.availability, "missing")
        self.assertFalse(incident.activity_ids)

    def test_a_report_is_needed(self):
        incident = self._open().with_user(self.engineer)
        with self.assertRaisesRegex(UserError, "write the report first"):
            incident.action_report()

    def test_who_is_involved_decides_nothing(self):
        self.company.archive_incident_decider_ids = self.engineer | self.decider
        incident = self._reported()
        self.assertNotIn(self.engineer, incident.approval_ids.approver_ids)
        with self.assertRaisesRegex(UserError, "not for you"):
            incident.with_user(self.engineer).action_decide("Nothing happened.")
        # named later: whoever decides turns out to have a part in it
        incident.with_user(self.hr_manager).write(
            {
                "person_ids": [
                    (0, 0, {"employee_id": self.decider.employee_id.id, "role": "witness"})
                ]
            }
        )
        with self.assertRaisesRegex(UserError, "take part"):
            incident.with_user(self.decider).action_decide("Nothing happened.")
        self.assertEqual(incident.state, "reported")

    def test_second_account_of_who_is_involved_decides_nothing(self):
        second = new_test_user(self.env, login="test_engineer_two", groups="base.group_user")
        second.partner_id = self.engineer.partner_id
        self.company.archive_incident_decider_ids = second | self.decider
        incident = self._reported()
        self.assertEqual(incident.approval_ids.approver_ids, self.decider)

    def test_hr_decides_where_nobody_else_is_named(self):
        self.company.archive_incident_decider_ids = False
        incident = self._reported()
        self.assertEqual(incident.approval_ids.approver_ids, self.hr_manager)

    def test_who_administers_is_not_of_hr(self):
        self.company.archive_incident_decider_ids = False
        self.hr_manager.group_ids += self.env.ref("base.group_system")
        incident = self._reported()
        self.assertEqual(incident.approval_ids.approver_ids, self.head)

    def test_who_opened_it_does_not_decide(self):
        self.company.archive_incident_decider_ids = False
        incident = self.incidents.with_user(self.hr_manager)._open_once(
            "loss", "loss,hr", records=self.record, employees=self.engineer.employee_id
        )
        incident.with_user(self.engineer).write({"report": "Lost."})
        incident.with_user(self.engineer).action_report()
        # HR opened it: the manager of who answers for it is next
        self.assertEqual(incident.approval_ids.approver_ids, self.engineering_head)

    def test_who_answers_for_it_knows_the_file(self):
        incident = self._open().with_user(self.engineer)
        self.assertIn(self.record.reference, incident.subject)
        self.assertEqual(incident.subject, self.record.sudo().display_name)

    def test_unfounded(self):
        incident = self._reported()
        incident.with_user(self.decider).action_refuse("It lay on the next shelf.")
        self.assertEqual(incident.state, "cancelled")
        self.assertFalse(self.record._get_blockers("lend"))
        self.assertEqual(self.record.availability, "in")

    def test_open_incident_blocks_destruction_and_transfer(self):
        incident = self._open(kind="late_return")
        self.assertFalse(self.record._get_blockers("lend"))
        for operation in ("destroy", "transfer"):
            with self.assertRaisesRegex(UserError, f"incident {incident.name} is not decided"):
                self.record._check_blockers(operation)
        self._open(kind="damage")
        self.assertIn(self.record, self.record._get_blockers("lend"))

    def test_missing_blocks_until_it_is_found(self):
        incident = self._reported()
        incident.with_user(self.decider).action_decide("Lost for good.", "missing")
        with self.assertRaisesRegex(UserError, "it is missing"):
            self.record._check_blockers("destroy")
        with self.assertRaisesRegex(UserError, "it is missing"):
            self.record._check_blockers("lend")
        incident.with_user(self.head).action_found()
        self.assertEqual(self.record.availability, "in")
        self.assertFalse(self.record._get_blockers("lend"))

    def test_damaged_gets_a_repair_that_tells_nothing(self):
        incident = self._reported(kind="damage")
        incident.with_user(self.decider).action_decide("Torn, to be mended.", "damaged")
        self.assertEqual(self.record.condition, "damaged")
        repair = self.env["property.archive.repair"].search([("record_id", "=", self.record.id)])
        self.assertRecordValues(
            repair, [{"state": "todo", "origin": incident.name, "damage": False}]
        )
        self.assertFalse(self.record._get_blockers("lend"))

    def test_no_number_before_it_is_saved(self):
        self.assertEqual(self.incidents.new({"kind": "leak"}).display_name, "Leak")
        self.assertEqual(self.incidents.new({}).display_name, "New Incident")

    def test_confidential(self):
        incident = self._open()
        for user in (self.engineer, self.head, self.hr_manager, self.decider, self.archivist):
            self.assertTrue(incident.with_user(user).has_access("read"), user.login)
        for user in (self.engineering_head, self.archivist2, self.clerk, self.executive):
            self.assertFalse(incident.with_user(user).has_access("read"), user.login)
            self.assertFalse(self.incidents.with_user(user).search([]), user.login)
            with self.assertRaises(AccessError):
                incident.with_user(user).read(["name"])
            self.assertFalse(
                self.env["property.archive.incident.person"].with_user(user).search([])
            )
        owner_file = self._file(
            category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id
        )
        other = self.incidents._open_once("leak", "leak,1", records=owner_file.sudo())
        self.assertNotIn(owner_file.name, other.display_name + other.subject)
        self._forget()
        incident.with_user(self.engineer).write({"report": "Lost."})
        incident.with_user(self.engineer).action_report()
        incident.with_user(self.decider).action_decide("Decided.")
        self._forget()
        self.assertFalse(incident.with_user(self.archivist).has_access("read"))
        self.assertTrue(incident.with_user(self.engineer).has_access("read"))

    def test_no_message_to_who_does_not_see_it(self):
        incident = self._open()
        incident.message_subscribe(partner_ids=self.clerk.partner_id.ids)
        message = incident.with_user(self.head).message_post(
            body="the engineer lost it",
            partner_ids=(self.clerk | self.engineer).partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )
        notified = message.notification_ids.res_partner_id
        self.assertIn(self.engineer.partner_id, notified)
        self.assertNotIn(self.clerk.partner_id, notified)
        messages = self.env["mail.message"].with_user(self.clerk)
        self.assertFalse(messages.search([("id", "in", incident.message_ids.ids)]))
        with self.assertRaises(AccessError):
            messages.browse(message.id).read(["body"])

    def test_state_and_people_are_not_written_by_those_they_concern(self):
        incident = self._open()
        own = incident.with_user(self.engineer)
        for vals in ({"state": "cancelled"}, {"consequence": "none"}, {"record_ids": [(5,)]}):
            with self.assertRaises(AccessError):
                own.write(vals)
        with self.assertRaises(AccessError):
            own.write({"person_ids": [(5,)]})
        with self.assertRaisesRegex(UserError, "never one of them"), self.env.cr.savepoint():
            own.person_ids.unlink()
        with self.assertRaisesRegex(UserError, "never deleted"), self.env.cr.savepoint():
            incident.with_user(self.head).sudo().with_context(_force_unlink=True).unlink()
        with (
            self.assertRaises(InsufficientPrivilege),
            self.env.cr.savepoint(),
            mute_logger("odoo.sql_db"),
        ):
            self.env.cr.execute(
                "DELETE FROM property_archive_incident WHERE id = %s", (incident.id,)
            )

    def test_any_employee_reports_what_they_see_and_names_nobody(self):
        record = self._file(category=self.papers, scope="company", level_id=self.internal.id)
        vals = {"kind": "damage", "record_ids": [(6, 0, record.ids)], "report": "Wet."}
        incident = self.incidents.with_user(self.engineer).create(vals)
        self.assertEqual(incident.opened_by_id, self.engineer)
        incident.action_report()
        self.assertEqual(incident.approval_ids.approver_ids, self.decider)
        person = {"employee_id": self.clerk.employee_id.id, "role": "responsible"}
        with self.assertRaises(AccessError):
            self.incidents.with_user(self.engineer).create({**vals, "person_ids": [(0, 0, person)]})
        hidden = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        with self.assertRaises(AccessError):
            self.incidents.with_user(self.engineer).create(
                {**vals, "record_ids": [(6, 0, hidden.ids)]}
            )
