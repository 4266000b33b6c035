from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SIGNATURE, ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestConsequence(ArchiveCase):
    """Who is told of an incident at once, and what follows by itself (J13, J15)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secretary = cls._create_person("secretary", "base.group_user")
        cls.company.archive_office_id = cls.secretary
        cls.keys = cls.env.ref("property_archive.category_key")
        cls.keys.keeping_department_id = cls.service

    def _incident(self, kind, record, user=None, **vals):
        incidents = self.env["property.archive.incident"].with_user(user or self.archivist)
        return incidents.create(
            {"kind": kind, "record_ids": [(6, 0, record.ids)], "description": "x", **vals}
        )

    def _key(self):
        key = self._file(category=self.keys, unit_id=self.unit.id, medium="object", scope="company")
        return key

    def test_the_service_manager_is_told_of_a_lost_key_and_replaces_it(self):
        """004 §6 1.2.7, §15 b 7, c 3."""
        key = self._key()
        incident = self._incident("loss", key)
        self.assertEqual(incident.sudo().told_user_ids, self.service_head)
        incident.with_user(self.service_head).read(["kind", "description", "subject"])
        task = incident.sudo().activity_ids.filtered(lambda a: a.user_id == self.service_head)
        self.assertEqual(task.date_deadline.isoformat(), "2024-06-04")
        told = self.env["mail.message"].sudo().search([("model", "=", incident._name)])
        self.assertIn(self.service_head.partner_id, told.partner_ids)

    def test_by_category_executive_office_or_manager(self):
        """003-14 七, 003-15 七 6."""
        record = self._file()
        self.papers.write({"tells_executive": True, "tells_office": True})
        incident = self._incident("alteration", record)
        self.assertEqual(incident.sudo().told_user_ids, self.executive | self.secretary)
        self.assertFalse(
            incident.sudo().activity_ids.filtered(
                lambda a: a.user_id in self.executive | self.secretary
            )
        )

    def test_nobody_else_is_told(self):
        incident = self._incident("damage", self._file())
        self.assertFalse(incident.sudo().told_user_ids)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            incident.with_user(self.service_head).read(["kind"])

    def test_who_answers_for_it_is_not_told_as_the_manager(self):
        key = self._key()
        incident = self._incident(
            "loss", key, person_ids=[(0, 0, {"employee_id": self.service_head.employee_id.id})]
        )
        self.assertFalse(incident.sudo().told_user_ids)

    def test_who_ordered_a_fix_notes_that_it_was_done(self):
        """003-9 五 10: the archivist who ordered it closes it, after the decision too."""
        incident = self._incident("incomplete", self._file(), report="so it was")
        incident.action_report()
        incident.action_order_fix()
        deciders = self.env["property.archive.incident"].sudo()
        decider = deciders.browse(incident.id).approval_ids.approver_ids[:1] or self.head
        incident.with_user(decider).action_decide("Put it right.")
        self._forget()
        incident.with_user(self.archivist).action_fixed()
        self.assertTrue(incident.sudo().date_fixed)

    def test_alteration_has_a_rule(self):
        """003-12 三 5."""
        rule = self.env.ref("property_archive.penalty_rule_alteration")
        self.assertEqual((rule.kind, rule.measure), ("alteration", "warning"))

    def test_late_and_lost_by_it_is_fined_on_top(self):
        """003-9 五 7 另罚: 50 for being late, and 20 for what was lost."""
        self._clear(self.head)
        vehicle = (
            self.env["property.archive.record"]
            .with_user(self.head)
            .create(
                {
                    "name": "沪A12345",
                    "category_id": self.env.ref("property_archive.category_vehicle").id,
                    "partner_id": self.owner.id,
                }
            )
        )
        job = self.env["hr.job"].create({"name": "销售顾问", "archive_staff": "sales"})
        self.engineer.employee_id.job_id = job
        self.company.archive_incident_decider_ids = self.hr_manager
        incident = self._incident(
            "late_filing",
            vehicle,
            self.head,
            report="late",
            caused_loss=True,
            person_ids=[(0, 0, {"employee_id": self.engineer.employee_id.id})],
        )
        incident.action_report()
        incident.with_user(self.hr_manager).action_decide("So it was.")
        amounts = sorted(incident.sudo().penalty_ids.mapped("amount_proposed"))
        self.assertEqual(amounts, [20, 50])

    def test_a_key_opens_a_place_that_has_a_keeper(self):
        """003-11 八: keys of stores and cabinets, with a named keeper."""
        store = self.env.ref("property_archive.category_key_store")
        key = self._draft(category=store, medium="object")
        with self.assertRaisesRegex(UserError, "name the keeper"), self.env.cr.savepoint():
            key.write({"opens_location_ids": [(6, 0, self.cabinet.ids)]})
        self.cabinet.keeper_id = self.archivist
        key.write({"opens_location_ids": [(6, 0, self.cabinet.ids)]})
        self.assertEqual(self.cabinet.key_ids.sudo(), key.sudo())
        paper = self._draft()
        with self.assertRaisesRegex(UserError, "no key"), self.env.cr.savepoint():
            paper.write({"opens_location_ids": [(6, 0, self.cabinet.ids)]})

    def test_a_batch_of_an_institution_is_one_list_with_one_agreement(self):
        """003-10 五."""
        custody = self.env.ref("property_archive.category_custody")
        for user in (self.clerk, self.archivist):
            self._clear(user)
        firm, *people = self.env["res.partner"].create(
            [{"name": "某企业", "is_company": True}, {"name": "甲"}, {"name": "乙"}]
        )
        batch = self.env["property.archive.record"].with_user(self.clerk)
        for person in people:
            batch |= self._draft(
                category=custody, partner_id=person.id, depositor_id=firm.id, name=person.name
            )
        action = batch.action_submit()
        handover = self.env["property.archive.handover"].browse(action["res_id"])
        self.assertEqual((len(handover), handover.kind), (1, "custody"))
        self.assertEqual(handover.outside_giver_id, firm)
        self.assertEqual(handover.line_ids.record_id.sudo(), batch.sudo())
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        self.assertEqual(handover.sudo().signature_ids.partner_id, firm)
