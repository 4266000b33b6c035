from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..common import SIGNATURE, RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestDestructionDuties(RetentionCase):
    """Who requests, approves, executes and supervises are different people (E4)."""

    def test_the_requester_does_not_execute(self):
        with self.assertRaisesRegex(ValidationError, "one person"):
            self._batch(executor_id=self.archivist.id)

    def test_the_requester_does_not_supervise(self):
        people = self.archivist.partner_id | self.outsider
        with self.assertRaisesRegex(ValidationError, "one person"):
            self._batch(supervisor_ids=[(6, 0, people.ids)])

    def test_the_executor_does_not_supervise(self):
        people = self.archivist2.partner_id | self.outsider
        with self.assertRaisesRegex(ValidationError, "one person"):
            self._batch(supervisor_ids=[(6, 0, people.ids)])

    def test_an_administrator_is_no_exception(self):
        admin = self.env.ref("base.user_admin")
        admin.group_ids += self.env.ref("property_archive.group_property_archive_archivist")
        with self.assertRaisesRegex(ValidationError, "one person"):
            self.env["property.archive.destruction"].with_user(admin).create(
                {"executor_id": admin.id}
            )

    def test_superuser_code_is_no_exception(self):
        batch = self._batch()
        with self.assertRaisesRegex(ValidationError, "one person"):
            batch.sudo().write({"executor_id": self.archivist.id})

    def test_a_second_user_of_the_same_person_is_no_way_around(self):
        twin = new_test_user(self.env, "test_twin", groups="base.group_user")
        employee = self.env["hr.employee"].create(
            {
                "name": "archivist again",
                "user_id": twin.id,
                "company_id": self.env["res.company"].create({"name": "Sister"}).id,
            }
        )
        employee.work_contact_id = self.archivist.partner_id
        with self.assertRaisesRegex(ValidationError, "one person"):
            self._batch(executor_id=twin.id)

    def test_a_work_contact_is_no_way_around(self):
        contact = self.env["res.partner"].create({"name": "Executor, private"})
        self.archivist2.employee_id.work_contact_id = contact
        people = contact | self.outsider
        with self.assertRaisesRegex(ValidationError, "one person"):
            self._batch(supervisor_ids=[(6, 0, people.ids)])

    def test_a_portal_user_does_not_execute(self):
        portal = new_test_user(self.env, "test_portal", groups="base.group_portal")
        with self.assertRaisesRegex(ValidationError, "cannot execute"):
            self._batch(executor_id=portal.id)

    def test_a_company_is_no_supervisor(self):
        company = self.env["res.partner"].create({"name": "Shredder Ltd", "is_company": True})
        with self.assertRaisesRegex(ValidationError, "is a company"):
            self._batch(supervisor_ids=[(6, 0, (company | self.outsider).ids)])

    def test_who_takes_part_does_not_approve(self):
        self.service.manager_id = self.archivist2.employee_id
        self.company.archive_head_id = False
        self.company.archive_leader_ids = False
        batch = self._batch()
        with self.assertRaisesRegex(UserError, "nobody can take the step"):
            batch.action_submit()

    def test_an_approver_becomes_no_supervisor_afterwards(self):
        batch = self._approved()
        people = self.service_head.partner_id | self.outsider
        with self.assertRaises(AccessError):
            batch.write({"supervisor_ids": [(6, 0, people.ids)]})

    def test_whoever_is_wanted_is_told(self):
        batch = self._approved().sudo()
        told = {activity.user_id: activity.date_deadline for activity in batch.activity_ids}
        self.assertEqual(
            told,
            dict.fromkeys(self.archivist2 | self.auditor, batch.date_executable),
        )

    def test_nobody_is_replaced_after_the_approval(self):
        for batch in (self._approved(), self._ready()):
            with self.assertRaises(AccessError):
                batch.write({"executor_id": self.engineer.id})
            with self.assertRaises(AccessError):
                batch.write({"supervisor_ids": [(6, 0, self.engineer.partner_id.ids)]})

    # -- signatures -------------------------------------------------------------------------

    def test_a_stranger_signs_nothing(self):
        self.company.archive_destruction_wait = 0
        batch = self._approved()
        with self.assertRaises(AccessError):
            batch.with_user(self.engineer).action_sign(SIGNATURE)
        with self.assertRaisesRegex(UserError, "Only the executor"):
            batch.action_sign(SIGNATURE)

    def test_nobody_signs_for_a_user(self):
        self.company.archive_destruction_wait = 0
        batch = self._approved()
        with self.assertRaisesRegex(UserError, "a screen of their own"):
            batch.with_user(self.archivist2).action_sign_outsider(
                self.auditor.partner_id.id, SIGNATURE
            )

    def test_outsiders_sign_at_the_executor_only(self):
        self.company.archive_destruction_wait = 0
        batch = self._approved()
        with self.assertRaisesRegex(UserError, "screen of the executor"):
            batch.with_user(self.auditor).action_sign_outsider(self.outsider.id, SIGNATURE)

    def test_nobody_signs_twice(self):
        batch = self._ready()
        with self.assertRaisesRegex(UserError, "signed"):
            batch.with_user(self.archivist2).action_sign(SIGNATURE)

    def test_all_sign_before(self):
        self.company.archive_destruction_wait = 0
        batch = self._approved()
        batch.with_user(self.archivist2).action_sign(SIGNATURE)
        with self.assertRaisesRegex(UserError, "auditor"):
            batch.with_user(self.archivist2).action_execute()

    def test_only_the_executor_executes(self):
        batch = self._ready()
        admin = self.env.ref("base.user_admin")
        admin.group_ids += self.env.ref("property_archive.group_property_archive_archivist")
        for user in (self.archivist, self.auditor, admin):
            with self.assertRaisesRegex(UserError, "nobody else"):
                batch.with_user(user).action_execute()
