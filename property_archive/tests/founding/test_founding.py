from freezegun import freeze_time
from psycopg2 import errors

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestFounding(ArchiveCase):
    """The first clearances of a company are one logged act of two people (B2)."""

    @classmethod
    def _found(cls):
        """Not founded: that is what is tested here."""

    def _founding(self, user=None, **vals):
        return (
            self.env["property.archive.founding"]
            .with_user(user or self.executive)
            .create(
                {
                    "executive_id": self.executive.id,
                    "head_id": self.head.id,
                    "date_end": "2026-06-02",
                    "executive_agreement": "c2lnbmVk",
                    "head_agreement": "c2lnbmVk",
                    **vals,
                }
            )
        )

    def _ranks(self, user):
        return self.env["property.archive.clearance"]._running_ranks(user).get(self.company)

    def _events(self, action):
        return self.env["property.archive.log"].sudo().search([("action", "=", action)])

    def test_both_confirm_and_both_are_cleared(self):
        founding = self._founding()
        self.assertEqual(founding.level_id, self.top_secret)
        founding.action_confirm()
        self.assertEqual(founding.state, "half")
        self.assertFalse(self._ranks(self.executive))
        self.assertIn(self.head, founding.sudo().activity_ids.user_id)
        before = self._events("founded")
        founding.with_user(self.head).action_confirm()
        self.assertEqual(founding.state, "done")
        self.assertFalse(founding.sudo().activity_ids)
        self.assertEqual(self._ranks(self.executive), self.top_secret.rank)
        self.assertEqual(self._ranks(self.head), self.top_secret.rank)
        self.assertRecordValues(
            founding.sudo().clearance_ids.sorted("id"),
            [
                {"user_id": self.executive.id, "granted_by_id": self.head.id, "state": "granted"},
                {"user_id": self.head.id, "granted_by_id": self.executive.id, "state": "granted"},
            ],
        )
        self.assertTrue(all(founding.sudo().clearance_ids.mapped("agreement")))
        event = self._events("founded") - before
        self.assertEqual((event.res_id, event.user_id), (founding.id, self.head.id))
        self.assertIn(str(self.executive.id), event.detail)
        # from now on one by one
        self._clear(self.clerk)
        self.assertEqual(self._ranks(self.clerk), self.top_secret.rank)

    def test_nobody_is_cleared_before(self):
        with self.assertRaisesRegex(UserError, "Founding Clearance"):
            self._clear(self.head)

    def test_never_alone(self):
        founding = self._founding()
        founding.action_confirm()
        with self.assertRaisesRegex(UserError, "already"):
            founding.action_confirm()
        both = self._create_person(
            "both",
            "property_archive.group_property_archive_executive,"
            "property_archive.group_property_archive_manager",
        )
        founding.action_cancel()
        alone = self._founding(both, executive_id=both.id, head_id=both.id)
        with self.assertRaisesRegex(UserError, "one person"):
            alone.action_confirm()
        self.assertFalse(self._ranks(both))

    def test_one_person_with_two_users(self):
        self.head.employee_id.work_contact_id = self.executive.employee_id.work_contact_id
        with self.assertRaisesRegex(UserError, "one person"):
            self._founding().action_confirm()

    def test_an_administrator_confirms_nothing(self):
        admin = self.env.ref("base.user_admin")
        founding = self._founding()
        for user in (admin, self.env.ref("base.user_root")):
            with self.assertRaises(UserError):
                founding.with_user(user).sudo(False).action_confirm()
        # an account in both groups is no employee and no second person
        admin.group_ids += self.env.ref("property_archive.group_property_archive_executive")
        admin.group_ids += self.env.ref("property_archive.group_property_archive_manager")
        admin.employee_ids.user_id = False
        with self.assertRaisesRegex(UserError, "each as themselves"):
            founding.with_user(admin).action_confirm()
        founding.action_cancel()
        with self.assertRaisesRegex(UserError, "no employee"):
            self._founding(admin, executive_id=admin.id).action_confirm()

    def test_the_two_hold_the_roles(self):
        with self.assertRaisesRegex(UserError, "is not in the group"):
            self._founding(head_id=self.archivist.id).action_confirm()
        with self.assertRaises(AccessError):
            self._founding(self.archivist)

    def test_protected_fields_are_not_given(self):
        for vals in (
            {"state": "half"},
            {"approval_ids": [(0, 0, {"role": "executive", "state": "approved"})]},
            {"clearance_ids": [(0, 0, {"user_id": self.executive.id})]},
        ):
            with self.assertRaises(AccessError, msg=vals):
                self._founding(**vals)
        founding = self._founding()
        founding.action_confirm()
        for vals in ({"head_id": self.archivist.id}, {"head_agreement": "eA=="}, {"state": "done"}):
            with self.assertRaises(UserError, msg=vals):
                founding.sudo().write(vals)
        with self.assertRaises(UserError):
            founding.sudo().with_context(_force_unlink=True).unlink()

    def test_with_both_agreements_only(self):
        with self.assertRaisesRegex(UserError, "agreement that head signed"):
            self._founding(head_agreement=False).action_confirm()

    @mute_logger("odoo.sql_db")
    def test_once(self):
        founding = self._founding()
        with self.assertRaises(errors.UniqueViolation), self.env.cr.savepoint():
            self._founding()
        founding.action_confirm()
        founding.with_user(self.head).action_confirm()
        again = self._founding()
        with self.assertRaisesRegex(UserError, "has clearances already"):
            again.action_confirm()
        # when all have run out the company is founded anew
        with freeze_time("2026-06-03 04:00:00"):
            again._write_protected({"date_end": "2027-01-01"})
            again.action_confirm()
            again.with_user(self.head).action_confirm()
            self._forget()
            self.assertEqual(self._ranks(self.head), self.top_secret.rank)

    def test_what_changes_meanwhile_counts(self):
        founding = self._founding()
        founding.action_confirm()
        self.executive.group_ids -= self.env.ref(
            "property_archive.group_property_archive_executive"
        )
        with self.assertRaisesRegex(UserError, "is not in the group"):
            founding.with_user(self.head).action_confirm()

    def test_the_form_says_that_nothing_is_to_be_founded(self):
        founding = self._founding()
        self.assertFalse(founding.founded)
        founding.action_confirm()
        founding.with_user(self.head).action_confirm()
        self.assertFalse(founding.founded)
        again = self._founding()
        self.assertIn("executive until 2026-06-02", again.founded.replace("head", "executive"))

    def test_one_who_left_is_replaced(self):
        founding = self._founding()
        founding.action_confirm()
        self.head.employee_id.sudo().active = False
        with self.assertRaisesRegex(UserError, "no employee"):
            founding.with_user(self.head).action_confirm()
        founding.action_cancel()
        other = self._create_person("head2", "property_archive.group_property_archive_manager")
        second = self._founding(head_id=other.id)
        second.with_user(other).action_confirm()
        second.action_confirm()
        self.assertEqual(self._ranks(other), self.top_secret.rank)
        self.assertFalse(self._ranks(self.head))

    def test_a_year_is_proposed(self):
        founding = self.env["property.archive.founding"].with_user(self.executive)
        values = founding.default_get(["date_end", "executive_id", "head_id"])
        self.assertEqual(str(values["date_end"]), "2025-06-02")
        self.assertEqual(
            (values["executive_id"], values["head_id"]), (self.executive.id, self.head.id)
        )

    def test_it_is_approved_as_everything_else(self):
        founding = self._founding()
        founding.action_confirm()
        steps = founding.sudo().approval_ids
        self.assertEqual(steps.mapped("state"), ["approved", "pending"])
        self.assertEqual(steps.decided_by_id, self.executive)
        self.assertEqual(steps[1].approver_ids, self.head)
        self.assertTrue(founding.with_user(self.head).can_approve)
        self.assertTrue(founding.with_user(self.head).can_confirm)
        self.assertFalse(founding.can_confirm)
        with self.assertRaisesRegex(UserError, "not for you"):
            founding.action_approve()
        founding.with_user(self.head).action_approve()
        self.assertEqual(founding.state, "done")

    def test_nobody_stands_in_for_one_of_the_two(self):
        founding = self._founding()
        founding.action_confirm()
        other = self._create_person("head2", "property_archive.group_property_archive_manager")
        self.env["property.archive.delegation"].with_user(self.head).create(
            {"delegate_id": other.id, "date_end": "2024-07-01"}
        )
        self.assertFalse(founding.with_user(other).can_confirm)
        for method in ("action_confirm", "action_approve"):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                getattr(founding.with_user(other), method)()
        # nor does whoever waits too long make a superior one of the two
        self.head.employee_id.parent_id = other.employee_id
        founding.sudo().approval_ids[1]._escalate()
        self.assertEqual(founding.sudo().approval_ids[1].approver_ids, self.head)

    def test_the_second_may_refuse(self):
        founding = self._founding()
        founding.action_confirm()
        founding.with_user(self.head).action_refuse("Another level, please.")
        self.assertEqual(founding.state, "cancelled")
        self.assertEqual(founding.sudo().approval_ids[1].reason, "Another level, please.")
        self.assertFalse(founding.sudo().activity_ids)
        self.assertTrue(self._founding())
