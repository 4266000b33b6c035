from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestOwnDeciders(ArchiveCase):
    """Whoever asks does not choose who decides: not for some weeks, by no road (D2, D4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist, cls.service_head, cls.head):
            cls._clear(user)
        cls.company.archive_general_manager_id = cls._create_person("gm", "base.group_user")
        cls.friend = cls._create_person("friend", "base.group_user", cls.engineering)
        cls.log = cls.env["property.archive.log"].sudo()

    def _opening(self, user=None):
        """An amendment that the executive decides too, asked for by the archive head."""
        record = self._file(scope="department", level_id=self.internal.id)
        amendment = (
            self.env["property.archive.amendment"]
            .with_user(user or self.head)
            .create(
                {
                    "record_id": record.id,
                    "reason": "x",
                    "value_ids": [(0, 0, {"field_name": "scope", "new_scope": "company"})],
                }
            )
        )
        amendment.action_submit()
        self._forget()
        return amendment

    def _approvers(self, amendment):
        return amendment.sudo().approval_ids.approver_ids

    def _stand_in(self, user, absent, delegate=None):
        return (
            self.env["property.archive.delegation"]
            .with_user(user)
            .create(
                {
                    "user_id": absent.id,
                    "delegate_id": (delegate or self.friend).id,
                    "date_start": "2024-06-01",
                    "date_end": "2024-06-30",
                }
            )
        )

    def _events(self, action):
        return self.log.search([("action", "=", action)], limit=1)

    # -- stand-ins ----------------------------------------------------------------------------

    def test_a_stand_in_for_somebody_else_waits_for_a_second_person(self):
        amendment = self._opening(self.clerk)
        stand_in = self._stand_in(self.head, self.service_head)
        self.assertTrue(stand_in.sudo().opened)
        self.assertFalse(stand_in.sudo().running)
        self.assertEqual(self._events("decision_rule_changed").user_id, self.head.id)
        with self.assertRaisesRegex(UserError, "yourself"):
            stand_in.action_confirm_change()
        with self.assertRaises(UserError):
            amendment.with_user(self.friend).sudo(False).action_approve()
        stand_in.with_user(self.executive).action_confirm_change()
        self.assertTrue(stand_in.sudo().running)
        steps = amendment.sudo().approval_ids.filtered(lambda s: s.state == "pending")
        self.assertEqual(steps._stood_in_for(self.friend, self.service_head), self.service_head)

    def test_ones_own_stand_in_is_in_force_at_once_and_told(self):
        stand_in = self._stand_in(self.service_head, self.service_head)
        self.assertFalse(stand_in.sudo().opened)
        self.assertTrue(stand_in.sudo().running)
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.executive.partner_id.ids)], limit=1
        )
        self.assertIn("service_head", message.body)

    def test_nobody_confirms_themselves(self):
        second = self._create_person("second", "property_archive.group_property_archive_executive")
        stand_in = self._stand_in(self.head, self.service_head, second)
        with self.assertRaisesRegex(UserError, "themselves"):
            stand_in.with_user(second).action_confirm_change()

    def test_whom_the_asker_named_does_not_decide_for_them(self):
        stand_in = self._stand_in(self.head, self.service_head)
        stand_in.with_user(self.executive).action_confirm_change()
        for asker, decides in ((self.head, False), (self.clerk, True)):
            with self.subTest(asker=asker.login):
                step = self._opening(asker).sudo().approval_ids[:1]
                found = step._stood_in_for(self.friend, self.service_head)
                self.assertEqual(bool(found), decides)
        with freeze_time("2024-07-20 04:00:00"):
            step = self._opening(self.head).sudo().approval_ids[:1]
            self.assertTrue(step._stood_in_for(self.friend, self.service_head))

    # -- roles --------------------------------------------------------------------------------

    def test_who_was_made_executive_by_the_asker_does_not_decide_for_them(self):
        self.company.with_user(self.head).sudo().archive_executive_id = self.friend
        self.assertEqual(self._events("rights_changed").user_id, self.head.id)
        self.assertNotIn(self.friend, self._approvers(self._opening(self.head)))
        self.assertIn(self.friend, self._approvers(self._opening(self.clerk)))
        with freeze_time("2024-07-20 04:00:00"):
            self.assertIn(self.friend, self._approvers(self._opening(self.head)))

    def test_who_was_put_there_meanwhile_does_not_decide_either(self):
        amendment = self._opening(self.head)
        amendment.with_user(self.service_head).action_approve()
        self.company.with_user(self.head).sudo().archive_executive_id = self.friend
        step = amendment.sudo().approval_ids.filtered(lambda s: s.state == "pending")
        step._write_protected({"approver_ids": [(6, 0, self.friend.ids)]})
        self._forget()
        with self.assertRaises(UserError):
            amendment.with_user(self.friend).sudo(False).action_approve()

    def test_the_head_of_the_keeping_department_of_the_askers_choice(self):
        self.engineering.with_user(self.head).sudo().manager_id = self.friend.employee_id
        self.papers.with_user(self.head).sudo().keeping_department_id = self.engineering
        self.assertNotIn(self.friend, self._approvers(self._opening(self.head)))
        self.assertIn(self.friend, self._approvers(self._opening(self.clerk)))

    def test_a_department_that_the_asker_put_in_charge_decides_nothing_for_them(self):
        self.engineering.manager_id = self.friend.employee_id
        self.assertFalse(self.log._recently_placed().get(self.friend.id))
        self.papers.with_user(self.head).sudo().keeping_department_id = self.engineering
        self.assertNotIn(self.friend, self._approvers(self._opening(self.head)))
        self.assertIn(self.friend, self._approvers(self._opening(self.clerk)))

    def test_another_account_for_the_head_of_a_department_is_another_head(self):
        account = self.friend.employee_id.with_user(self.head).sudo()
        account.user_id = False
        self.env["hr.employee"].with_user(self.head).sudo().create(
            {"name": "Plain"}
        ).user_id = self._create_person("plain", "base.group_user").copy({"login": "plain2"})
        self.assertEqual(self.log._recently_placed(), {})
        self.service_head.employee_id.with_user(self.head).sudo().user_id = self.friend
        self.assertEqual(self.log._recently_placed(), {self.friend.id: {self.head.id}})
        self.assertNotIn(self.friend, self._approvers(self._opening(self.head)))
        self.assertIn(self.friend, self._approvers(self._opening(self.clerk)))

    # -- terms --------------------------------------------------------------------------------

    def test_working_days_are_told_when_they_change(self):
        calendar = self.company.resource_calendar_id
        leaves = self.env["resource.calendar.leaves"].with_user(self.env.ref("base.user_admin"))
        holiday = leaves.sudo().create(
            {
                "name": "x",
                "calendar_id": calendar.id,
                "date_from": "2024-06-10 00:00:00",
                "date_to": "2024-06-11 00:00:00",
            }
        )
        event = self._events("decision_rule_changed")
        self.assertEqual((event.res_model, event.res_id), ("resource.calendar", calendar.id))
        self.assertIn("2024-06-10", event.detail)
        holiday.date_to = "2024-06-20 00:00:00"
        self.assertIn("2024-06-20", self._events("decision_rule_changed").detail)
        holiday.unlink()
        self.assertIn("2024-06-20", self._events("decision_rule_changed").detail)
        before = self.log.search_count([])
        other = calendar.copy({"name": "Nobody's"})
        leaves.sudo().create(
            {
                "name": "own",
                "resource_id": self.clerk.employee_id.resource_id.id,
                "calendar_id": other.id,
                "date_from": "2024-06-10 00:00:00",
                "date_to": "2024-06-11 00:00:00",
            }
        )
        self.assertEqual(self.log.search_count([]), before)
        self.company.with_user(self.head).sudo().resource_calendar_id = other
        self.assertIn("resource_calendar_id", self._events("rights_changed").detail)
