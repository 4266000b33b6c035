from datetime import date

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import SIGNATURE, RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestDestructionFlow(RetentionCase):
    def _propose(self, **kwargs):
        model = self.env["property.archive.destruction"].with_user(self.archivist)
        action = model.action_propose_due(**kwargs)
        return model.search(action["domain"])

    # -- proposal ---------------------------------------------------------------------------

    def test_what_is_due_is_proposed_and_nothing_else(self):
        due = self._filed()
        self._filed(date="2999-01-01")
        batch = self._propose()
        self.assertEqual(batch.line_ids.record_id, due)
        self.assertEqual(batch.state, "appraisal")
        self.assertRegex(batch.name, r"^XH/\d{4}/\d{4}$")

    def test_no_date_is_never_proposed(self):
        self._filed()
        self.rule.event = "closed"
        with self.assertRaisesRegex(UserError, "Nothing"):
            self._propose()

    def test_what_is_listed_is_not_proposed_again(self):
        self._filed()
        self._propose()
        with self.assertRaisesRegex(UserError, "Nothing"):
            self._propose()

    def test_one_batch_for_each_way_of_approval(self):
        other = self.papers.copy(
            {"code": "T-OTH", "destruction_step_ids": [Command.create({"role": "general_manager"})]}
        )
        self.rule.copy({"category_id": other.id})
        self._filed()
        self._filed(category=other)
        self.assertEqual(len(self._propose()), 2)

    def test_each_department_has_its_own(self):
        self._filed(department_id=self.service.id)
        mine = self._filed(department_id=self.engineering.id)
        batch = self._propose(department_id=self.engineering.id)
        self.assertEqual(batch.line_ids.record_id, mine)

    def test_what_the_archivist_may_not_see_is_not_proposed(self):
        record = self._filed()
        record.sudo()._write_protected({"level_id": self.secret.id})
        self._forget()
        with self.assertRaisesRegex(UserError, "Nothing"):
            self._propose()

    def test_a_clerk_proposes_nothing(self):
        self._filed()
        with self.assertRaisesRegex(UserError, "archivists"):
            self.env["property.archive.destruction"].with_user(self.clerk).action_propose_due()

    def test_what_is_unsettled_is_shown(self):
        record = self._filed()
        batch = self._propose()
        self.assertFalse(batch.blocked_count)
        record.sudo()._write_protected({"availability": "missing"})
        batch.sudo().line_ids.sudo()._write_protected({"state": "refused"})
        batch = self._propose()
        self.assertIn("missing", batch.line_ids.blocker_note)
        self.assertEqual(batch.blocked_count, 1)

    def test_an_undecided_incident_is_unsettled(self):
        record = self._filed()
        incident = self.env["property.archive.incident"]._open_once(
            "damage", f"test,{record.id}", records=record.sudo()
        )
        batch = self._propose()
        self.assertIn(incident.name, batch.line_ids.blocker_note)
        self.assertEqual(batch.blocked_count, 1)
        batch.action_opinion_destroy()
        batch.with_user(self.archivist2).action_appraised()
        self.assertEqual(batch.line_ids.state, "refused")

    def test_a_hold_is_unsettled(self):
        record = self._filed()
        hold = self._hold(record)
        batch = self._propose()
        self.assertIn(hold.name, batch.line_ids.blocker_note)

    def test_unpaid_invoices_are_unsettled_where_there_are_any(self):
        record = self._filed(partner_id=self.owner.id)
        expected = {}
        if "account.move" in self.env:
            journal = self.env["account.journal"].search([("type", "=", "sale")], limit=1)
            invoice = self.env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.owner.id,
                    "journal_id": journal.id,
                    "invoice_date": "2024-01-01",
                    "invoice_line_ids": [(0, 0, {"name": "物业费", "price_unit": 100})],
                }
            )
            invoice.action_post()
            expected = {record.id: 1}
        self.assertEqual(record._count_unpaid(), expected)
        self.assertEqual(bool(self._propose().line_ids.blocker_note), bool(expected))

    def test_a_permanent_record_does_not_get_in(self):
        record = self._filed()
        batch = self._batch()
        self.rule.write({"permanent": True, "period": 0})
        with self.assertRaisesRegex(UserError, "permanently"):
            batch.action_add_records(record.ids)

    def test_a_record_is_in_one_batch(self):
        record = self._filed()
        self._batch(record)
        with self.assertRaisesRegex(UserError, "listed in XH"):
            self._batch(record)

    def test_the_database_keeps_a_record_in_one_batch(self):
        record = self._filed()
        batch = self._batch(record)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.env["property.archive.destruction.line"].sudo()._create_protected(
                [{"destruction_id": batch.id, "record_id": record.id}]
            )

    def test_nobody_lists_a_record_directly(self):
        batch, record = self._batch(), self._filed()
        vals = {"destruction_id": batch.id, "record_id": record.id}
        for user in (self.archivist, self.env.ref("base.user_admin")):
            lines = self.env["property.archive.destruction.line"].with_user(user)
            with self.assertRaises(AccessError):
                lines.create(vals)
        with self.assertRaises(AccessError):
            batch.write({"line_ids": [(0, 0, {"record_id": record.id})]})

    # -- appraisal --------------------------------------------------------------------------

    def test_each_line_wants_an_opinion_with_a_reason(self):
        self._filed()
        batch = self._propose()
        with self.assertRaisesRegex(UserError, "opinion"):
            batch.action_appraised()
        batch.line_ids.opinion = "destroy"
        with self.assertRaisesRegex(UserError, "reason"):
            batch.action_appraised()

    def test_what_is_kept_leaves_the_list_and_is_kept_once_approved(self):
        kept, other = self._filed(), self._filed()
        batch = self._propose()
        line = batch.line_ids.filtered(lambda line: line.record_id == kept)
        line.write({"opinion": "keep", "keep_years": 2, "opinion_reason": "Dispute"})
        batch.action_opinion_destroy()
        batch.with_user(self.archivist2).action_appraised()
        self.assertEqual(line.state, "kept")
        self.assertEqual(line.opinion_by_id, self.archivist)
        self.assertEqual(kept.date_retention_due, date(2023, 6, 1))
        batch.write({"method": "shred", **self._people()})
        batch.action_submit()
        batch.with_user(self.service_head).action_approve()
        batch.with_user(self.executive).action_approve()
        today = self.company._archive_today()
        self.assertEqual(kept.date_retention_due.year, today.year + 2)
        self.assertEqual(batch.line_ids.filtered("is_open").record_id, other)

    def test_a_record_is_not_kept_longer_than_the_rule_allows(self):
        self.rule.longest_extension = 4
        self._filed()
        batch = self._propose()
        with self.assertRaisesRegex(ValidationError, "at the longest"):
            batch.line_ids.write({"opinion": "keep", "keep_years": 20, "opinion_reason": "x"})

    def test_opinions_are_closed_with_the_appraisal(self):
        batch = self._batch()
        with self.assertRaises(AccessError):
            batch.line_ids.opinion = "permanent"

    # -- submission -------------------------------------------------------------------------

    def test_what_is_missing_is_said_at_once(self):
        batch = self._batch(method=False, executor_id=False, supervisor_ids=[])
        with self.assertRaisesRegex(UserError, "method.*executor.*two supervisors"):
            batch.action_submit()

    def test_how_many_people_it_takes_is_said_before_one_starts(self):
        self.assertIn("takes 6 people", self._batch().people_note)
        self.papers.destruction_step_ids = [Command.create({"role": "general_manager"})]
        self.assertIn("takes 5 people", self._batch().people_note)

    def test_who_set_the_approvers_does_not_decide_by_them(self):
        """By the category's form, on the step itself, by deleting it: each is logged and told."""
        gm = self._create_person("gm", "base.group_user")
        self.company.archive_general_manager_id = gm
        batch = self._batch()
        log = self.env["property.archive.log"].sudo()
        event = [("action", "=", "decision_rule_changed"), ("res_id", "=", self.papers.id)]
        papers = self.papers.with_user(self.head)
        roads = (
            lambda: papers.write({"destruction_step_ids": [Command.create({"role": "executive"})]}),
            lambda: papers.destruction_step_ids.write({"role": "archive_head"}),
            lambda: papers.destruction_step_ids.create(
                {"category_id": papers.id, "role": "general_manager"}
            ),
            lambda: papers.destruction_step_ids[:1].unlink(),
        )
        for number, road in enumerate(roads, 1):
            road()
            self.assertEqual(log.search_count(event), number)
        self.assertEqual(set(log.search(event).mapped("user_id")), {self.head.id})
        self.assertEqual(batch.sudo()._approval_barred(self.head | gm), self.head)

    def test_who_set_the_approvers_above_or_by_another_account_does_not_decide(self):
        manager = "property_archive.group_property_archive_manager"
        other, lister = (self._create_person(name, manager) for name in ("other", "lister"))
        other.employee_id.work_contact_id = self.head.employee_id.work_contact_id
        people = self.head | other | lister
        self.papers.parent_id = self.papers.copy({"code": "T-ABOVE"})
        batch = self._batch()
        self.assertFalse(batch.sudo()._approval_barred(people))
        # what somebody changed of the same category besides
        self.papers.with_user(lister).piece_ids = [Command.create({"name": "One more"})]
        self.papers.parent_id.with_user(self.head).destruction_step_ids = [
            Command.create({"role": "executive"})
        ]
        self.assertEqual(batch.sudo()._approval_barred(people), self.head | other)
        with freeze_time("2024-07-04 04:00:00"):
            self.assertFalse(batch.sudo()._approval_barred(people))

    def test_one_supervisor_is_not_enough(self):
        batch = self._batch(supervisor_ids=[(6, 0, self.outsider.ids)])
        with self.assertRaisesRegex(UserError, "two supervisors"):
            batch.action_submit()

    def test_secret_paper_is_not_torn_up(self):
        record = self._filed()
        batch = self._batch(record, method="tear")
        record.sudo()._write_protected({"level_id": self.confidential.id})
        with self.assertRaisesRegex(UserError, "shredded, burnt or pulped"):
            batch.action_submit()

    def test_paper_is_not_wiped(self):
        batch = self._batch(method="wipe")
        with self.assertRaisesRegex(UserError, "not only electronic"):
            batch.action_submit()

    def test_categories_with_other_approvers_want_their_own_list(self):
        other = self.papers.copy(
            {"code": "T-OTH", "destruction_step_ids": [Command.create({"role": "general_manager"})]}
        )
        self.rule.copy({"category_id": other.id})
        batch = self._batch(self._filed() | self._filed(category=other))
        with self.assertRaisesRegex(UserError, "different people"):
            batch.action_submit()

    def test_the_category_names_the_approvers(self):
        leader = new_test_user(self.env, "test_gm", groups="base.group_user")
        self.company.archive_general_manager_id = leader
        self.papers.parent_id = self.env["property.archive.category"].create(
            {
                "name": "Above",
                "code": "T-ABO",
                "destruction_step_ids": [Command.create({"role": "general_manager"})],
            }
        )
        batch = self._batch()
        batch.action_submit()
        self.assertEqual(batch.approval_ids.mapped("role"), ["general_manager"])
        self.assertEqual(batch.approval_ids.approver_ids, leader)

    def test_two_steps_by_default(self):
        batch = self._batch()
        batch.action_submit()
        self.assertEqual(batch.approval_ids.mapped("role"), ["keeping_head", "executive"])
        self.assertEqual(batch.state, "to_approve")

    def test_what_became_permanent_leaves_before_the_approval(self):
        record, other = self._filed(), self._filed()
        batch = self._batch(record | other)
        record.sudo()._write_protected({"retention_opinion": "permanent"})
        batch.action_submit()
        line = batch.line_ids.filtered(lambda line: line.record_id == record)
        self.assertEqual(line.state, "refused")
        self.assertIn("permanently", line.blocker_note)

    def test_a_submitted_list_is_closed(self):
        batch = self._batch()
        batch.action_submit()
        for vals in (
            {"executor_id": self.engineer.id},
            {"reason": "Other"},
            {"state": "approved"},
            {"date_executable": "2000-01-01"},
            {"wait_days": 0},
            {"requester_id": self.engineer.id},
        ):
            with self.assertRaises(AccessError):
                batch.write(vals)
        with self.assertRaises(UserError):
            batch.action_add_records(self._filed().ids)

    # -- approval ---------------------------------------------------------------------------

    def test_an_approver_sees_the_list_and_decides(self):
        batch = self._batch()
        with self.assertRaises(AccessError):
            batch.with_user(self.service_head).read(["reason"])
        batch.action_submit()
        self._forget()
        mine = self.env["property.archive.destruction"].with_user(self.service_head)
        self.assertEqual(mine.search([("can_approve", "=", True)]), batch)
        mine.browse(batch.id).action_approve()
        self.assertEqual(batch.state, "to_approve")

    def test_approved_batches_wait(self):
        batch = self._approved()
        today = self.company._archive_today()
        self.assertEqual(batch.state, "waiting")
        self.assertEqual((batch.date_executable - today).days, 7)
        with self.assertRaisesRegex(UserError, "waits until"):
            batch.with_user(self.archivist2).action_sign(SIGNATURE)
        with self.assertRaisesRegex(UserError, "waits until"):
            batch.with_user(self.archivist2).action_execute()

    def test_a_refusal_frees_the_records(self):
        record = self._filed()
        batch = self._batch(record)
        batch.action_submit()
        batch.with_user(self.service_head).action_refuse("Still needed")
        self.assertEqual(batch.state, "refused")
        self.assertEqual(batch.line_ids.mapped("blocker_note"), ["Still needed"])
        self.assertFalse(record.destruction_id)

    def test_an_objection_takes_one_line_and_not_the_batch(self):
        record, other = self._filed(), self._filed()
        batch = self._approved(record | other)
        line = batch.line_ids.filtered(lambda line: line.record_id == record)
        line.with_user(self.service_head).action_object("Claim announced")
        self.assertEqual((line.state, line.blocker_note), ("refused", "Claim announced"))
        self.assertEqual(batch.state, "waiting")
        self.assertEqual(batch.line_ids.filtered("is_open").record_id, other)

    def test_an_objection_to_the_last_line_ends_the_batch(self):
        batch = self._approved()
        batch.line_ids.with_user(self.executive).action_object("All of it is needed")
        self.assertEqual(batch.state, "refused")

    def test_an_objection_without_reason_asks_for_it(self):
        batch = self._batch()
        action = batch.line_ids.action_object()
        self.assertEqual(action["res_model"], "property.archive.reason.wizard")
        wizard = (
            self.env["property.archive.reason.wizard"]
            .with_user(self.archivist)
            .with_context(action["context"])
            .create({"reason": "Needed"})
        )
        wizard.action_confirm()
        self.assertEqual(batch.line_ids.state, "refused")

    def test_the_dialog_opens_no_other_door(self):
        wizard = (
            self.env["property.archive.reason.wizard"]
            .with_user(self.archivist)
            .create(
                {
                    "res_model": "property.archive.destruction",
                    "res_ids": str(self._batch().id),
                    "method": "unlink",
                    "reason": "x",
                }
            )
        )
        with self.assertRaisesRegex(UserError, "cannot do that"):
            wizard.action_confirm()

    def test_a_waiting_batch_can_be_stopped(self):
        record = self._filed()
        batch = self._approved(record)
        batch.with_user(self.auditor).action_stop("Court order")
        self.assertEqual((batch.state, batch.stop_reason), ("cancelled", "Court order"))
        self.assertFalse(record.destruction_id)

    def test_a_stranger_stops_nothing(self):
        batch = self._approved()
        with self.assertRaises(AccessError):
            batch.with_user(self.engineer).action_stop("Just because")

    def test_nothing_is_deleted(self):
        batch = self._batch()
        for user in (self.archivist, self.env.ref("base.user_admin")):
            with self.assertRaises(UserError):
                batch.with_user(user).with_context(_force_unlink=True).unlink()
        with self.assertRaises(UserError):
            batch.sudo().unlink()
        with self.assertRaises(AccessError):
            batch.sudo().line_ids.unlink()

    # -- yearly and on the shelves ------------------------------------------------------

    def test_each_year_what_is_due_is_proposed_to_the_archive_head(self):
        record = self._filed()
        with self.enter_registry_test_mode():
            self.env.ref("property_archive_retention.ir_cron_appraisal").method_direct_trigger()
        batch = record.with_user(self.head).destruction_id
        self.assertEqual((batch.state, batch.requester_id), ("appraisal", self.head))
        asked = {activity.user_id: activity.summary for activity in batch.activity_ids}
        self.assertEqual(set(asked), {self.head, self.service_head})
        self.assertIn("opinion", asked[self.service_head])

    def test_the_pick_list_goes_along_the_shelves(self):
        shelves = self.env["property.archive.location"].create(
            [{"name": f"Shelf {number}", "sequence": number} for number in (2, 10, 1)]
        )
        records = self.env["property.archive.record"]
        for shelf in shelves:
            record = self._filed()
            record.sudo()._write_protected({"location_id": shelf.id})
            records |= record
        batch = self._approved(records.with_user(self.archivist))
        places = [place.name for place, _lines in batch._pick_list()]
        self.assertEqual(places, ["Shelf 1", "Shelf 2", "Shelf 10"])
        html = self.env["ir.actions.report"]._render_qweb_html(
            "property_archive_retention.report_destruction_pick_list", batch.ids
        )[0]
        self.assertIn(records[0].reference, html.decode())
