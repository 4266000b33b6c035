from unittest.mock import patch

from freezegun import freeze_time

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...models.hold import hold_place
from ..common import RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestHold(RetentionCase):
    """Placing, joining and lifting (E3)."""

    def _held(self, hold):
        return hold.sudo().line_ids.record_id

    def test_chosen_records_are_held(self):
        record = self._filed()
        hold = self._hold(record)
        self.assertRegex(hold.name, r"^DJ/2024/\d{4}$")
        self.assertEqual((hold.state, self._held(hold)), ("active", record))
        self.assertEqual(record.hold_count, 1)

    def test_who_takes_no_part_gets_no_mail(self):
        hold = self._hold(self._filed())
        hold.sudo().message_subscribe((self.archivist2 | self.engineer).partner_id.ids)
        self.assertTrue(hold.with_user(self.archivist2).has_access("read"))
        message = hold.message_post(body="x", subtype_xmlid="mail.mt_comment")
        told = message.sudo().notification_ids.res_partner_id
        self.assertIn(self.archivist2.partner_id, told)
        self.assertNotIn(self.engineer.partner_id, told)

    def test_everything_about_a_contact_is_held_and_later_records_join(self):
        record = self._filed(partner_id=self.owner.id)
        other = self._filed()
        hold = self._hold(kind="partner", partner_id=self.owner.id)
        self.assertEqual(self._held(hold), record)
        later = self._draft(partner_id=self.owner.id)
        self.assertEqual(later.sudo().hold_count, 1)
        self.assertEqual(other.hold_count, 0)

    def test_everything_about_a_unit_or_an_employee_is_held(self):
        other = self._filed()
        for kind, subject in (("unit", self.unit), ("employee", self.clerk.employee_id)):
            record = self._filed()
            record.sudo()._write_protected({f"{kind}_id": subject.id})
            hold = self._hold(kind=kind, **{f"{kind}_id": subject.id})
            self.assertEqual(self._held(hold), record, kind)
        self.assertEqual(other.hold_count, 0)

    def test_what_comes_to_match_joins(self):
        draft = self._draft()
        hold = self._hold(kind="partner", partner_id=self.owner.id)
        draft.partner_id = self.owner
        self.assertEqual(self._held(hold), draft)

    def test_what_came_to_match_while_it_was_placed_is_held(self):
        record = self._filed(partner_id=self.owner.id)
        hold = self._hold(kind="partner", partner_id=self.owner.id)
        self.assertEqual(record._get_hold_names(), {record.id: [hold.name]})
        # as two transactions leave it that did not see each other
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM property_archive_hold_line WHERE hold_id = %s", (hold.id,))
        self.env.cr.execute(
            "UPDATE property_archive_record SET hold_count = 0 WHERE id = %s", (record.id,)
        )
        self.env.invalidate_all()
        for operation in ("destroy", "amend", "transfer"):
            texts = [one.text for one in record._get_blockers(operation)[record]]
            self.assertIn(f"it is held by {hold.name}", texts, operation)

    def test_a_category_is_held_with_those_below(self):
        below = self.env["property.archive.category"].create(
            {
                "name": "Below",
                "code": "T-BEL",
                "parent_id": self.papers.id,
                "scope": "company",
                "level_id": self.internal.id,
            }
        )
        record = self._filed(category=below)
        hold = self._hold(kind="category", category_id=self.papers.id)
        self.assertEqual(self._held(hold), record)

    def test_a_filter_is_held(self):
        record, _other = self._filed(name="Flood 2020"), self._filed()
        hold = self._hold(kind="filter", filter_domain="[('name', 'ilike', 'flood')]")
        self.assertEqual(self._held(hold), record)
        self.assertEqual(self._draft(name="flood again").sudo().hold_count, 1)

    def test_a_filter_finds_no_titles_its_author_may_not_read(self):
        record = self._filed(name="Flood 2020")
        record.sudo()._write_protected({"level_id": self.secret.id})
        self._forget()
        hold = self._hold(kind="filter", filter_domain="[('name', 'ilike', 'flood')]")
        self.assertFalse(self._held(hold))

    def test_a_filter_that_cannot_be_read_is_refused(self):
        for text in ("nonsense", "[('nothing', '=', 1)]", "__import__('os')", "[]"):
            with self.assertRaises(ValidationError):
                self._hold(kind="filter", filter_domain=text)

    def test_a_hold_reaches_items_and_the_volume_around(self):
        volume = self._filed()
        item = self._filed()
        sibling = self._filed()
        inner = self._filed()
        for record, parent in ((item, volume), (sibling, volume), (inner, item)):
            record.sudo()._write_protected({"parent_id": parent.id})
        hold = self._hold(item)
        self.assertEqual(self._held(hold), volume | item | inner)
        late = self._draft(parent_id=item.id)
        self.assertEqual(late.sudo().hold_count, 1)
        beside = self._draft(parent_id=volume.id)
        self.assertEqual(beside.sudo().hold_count, 0)

    def test_many_holds_on_one_record(self):
        record = self._filed()
        first, second = self._hold(record), self._hold(record)
        self.assertEqual(record.hold_count, 2)
        self._lift(first)
        self.assertEqual(record.hold_count, 1)
        self.assertIn(second.name, record._get_blockers("destroy")[record][0].text)

    def test_a_hold_without_a_record_is_refused(self):
        with self.assertRaisesRegex(UserError, "names no record"):
            self._hold(self.env["property.archive.record"])

    def test_a_target_is_required(self):
        with self.assertRaisesRegex(ValidationError, "Say what is held"):
            self._hold(kind="partner")

    def test_a_clerk_places_nothing(self):
        with self.assertRaises(AccessError):
            self._hold(self._filed(), user=self.clerk)

    # -- the job ------------------------------------------------------------------------

    def test_a_hold_that_is_being_placed_blocks_before_the_job_comes(self):
        record = self._filed(partner_id=self.owner.id)
        hold = self._hold(kind="partner", partner_id=self.owner.id, place=False).sudo()
        hold._write_protected({"state": "placing", "placed_by_id": self.archivist.id})
        self.assertFalse(record.hold_count)
        self.assertIn(hold.name, record._get_blockers("destroy")[record][0].text)
        with self.enter_registry_test_mode():
            self.env.ref("property_archive_retention.ir_cron_hold").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((hold.state, record.hold_count), ("active", 1))

    def test_the_job_goes_on_where_it_stopped(self):
        first = self._filed(partner_id=self.owner.id)
        second = self._filed(partner_id=self.owner.id)
        hold = self._hold(kind="partner", partner_id=self.owner.id, place=False).sudo()
        hold._write_protected(
            {"state": "placing", "placed_by_id": self.archivist.id, "cursor": first.id}
        )
        hold._step()
        self.assertEqual(self._held(hold), second)

    def test_a_job_that_is_cut_short_says_that_there_is_more(self):
        self._filed(partner_id=self.owner.id)
        self._filed(partner_id=self.owner.id)
        hold = self._hold(kind="partner", partner_id=self.owner.id, place=False).sudo()
        hold._write_protected(
            {"state": "placing", "placed_by_id": self.archivist.id, "total_count": 2}
        )
        self.env.flush_all()
        with (
            patch.object(hold_place, "BATCH", 1),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            env = self.env(user=SUPERUSER_ID, cr=cr)
            job, progress = env.ref("property_archive_retention.ir_cron_hold")._add_progress()
            # its time is over: it does one step
            job = job.with_context(cron_id=job.id, cron_end_time=0)
            job.env["property.archive.hold"]._cron_continue()
            self.assertEqual((progress.done, progress.remaining), (1, 1))

    # -- lifting ------------------------------------------------------------------------

    def test_lifting_wants_a_reason_and_another_person(self):
        record = self._filed()
        hold = self._hold(record)
        action = hold.action_lift()
        self.assertEqual(action["res_model"], "property.archive.reason.wizard")
        hold.action_lift("Case closed")
        self.assertEqual((hold.state, record.hold_count), ("to_lift", 1))
        with self.assertRaises(UserError):
            hold.action_approve()
        hold.with_user(self.head).action_approve()
        self.assertEqual((hold.state, record.hold_count), ("lifted", 0))
        self.assertEqual(hold.lifted_by_id, self.head)
        self.assertEqual(record._get_blockers("destroy"), {})

    def test_only_the_owner_asks_for_it(self):
        hold = self._hold(self._filed())
        for user in (self.archivist2, self.head):
            with self.assertRaisesRegex(UserError, "hold of archivist"):
                hold.with_user(user).action_lift("Not mine")

    def test_the_owner_does_not_lift_it_even_as_archive_head(self):
        hold = self._hold(self._filed(), user=self.head)
        self.company.archive_leader_ids = self.engineer
        hold.action_lift("Case closed")
        self.assertNotIn(self.head, hold.approval_ids.approver_ids)
        with self.assertRaises(UserError):
            hold.action_approve()

    def test_a_refusal_leaves_it_in_force(self):
        record = self._filed()
        hold = self._hold(record)
        hold.action_lift("Case closed")
        hold.with_user(self.head).action_refuse("Appeal is pending")
        self.assertEqual((hold.state, record.hold_count), ("active", 1))

    def test_nobody_lifts_it_over_rpc(self):
        record = self._filed()
        hold = self._hold(record)
        admin = self.env.ref("base.user_admin")
        for user in (self.archivist, self.head, admin):
            for document, vals in (
                (hold, {"state": "lifted"}),
                (hold, {"seed_ids": [(5,)]}),
                (record, {"hold_count": 0}),
            ):
                with self.assertRaises(UserError):
                    document.with_user(user).write(vals)
        with self.assertRaises(UserError):
            hold.sudo().unlink()
        with self.assertRaises(AccessError):
            hold.sudo().line_ids.unlink()
