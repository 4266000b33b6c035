from datetime import date

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestException(RetentionCase):
    """A record is kept otherwise than its rule says by approval only (E1)."""

    def _exception(self, record, user=None, **vals):
        return (
            self.env["property.archive.retention.exception"]
            .with_user(user or self.archivist)
            .create({"record_id": record.id, "reason": "Lawsuit announced", **vals})
        )

    def test_nothing_changes_before_all_have_approved(self):
        record = self._filed()
        exception = self._exception(record, opinion="permanent")
        exception.action_submit()
        exception.with_user(self.service_head).action_approve()
        self.assertFalse(record.retention_permanent)
        exception.with_user(self.executive).action_approve()
        self.assertTrue(record.retention_permanent)
        self.assertEqual(record.retention_opinion_reason, "Lawsuit announced")

    def test_back_to_the_rule(self):
        record = self._filed()
        for opinion, permanent in (("permanent", True), ("rule", False)):
            exception = self._exception(record, opinion=opinion)
            exception.action_submit()
            exception.with_user(self.service_head).action_approve()
            exception.with_user(self.executive).action_approve()
            self.assertEqual(record.retention_permanent, permanent)
        self.assertEqual(record.date_retention_due, date(2023, 6, 1))

    def test_kept_until_a_date(self):
        record = self._filed()
        exception = self._exception(record, opinion="keep", keep_until="2030-01-01")
        exception.action_submit()
        exception.with_user(self.service_head).action_approve()
        exception.with_user(self.executive).action_approve()
        self.assertEqual(record.date_retention_due, date(2030, 1, 1))

    def test_an_exception_does_not_shorten(self):
        with self.assertRaisesRegex(ValidationError, "keeps longer"):
            self._exception(self._filed(), opinion="keep", keep_until="2021-01-01")

    def test_the_longest_keeping_holds_for_exceptions(self):
        self.rule.longest_extension = 5
        with self.assertRaisesRegex(ValidationError, "at the longest"):
            self._exception(self._filed(), opinion="keep", keep_until="2050-01-01")

    def test_a_refusal_changes_nothing(self):
        record = self._filed()
        exception = self._exception(record, opinion="permanent")
        exception.action_submit()
        exception.with_user(self.service_head).action_refuse("No reason to")
        self.assertEqual(exception.state, "refused")
        self.assertFalse(record.retention_permanent)

    def test_the_requester_does_not_approve(self):
        exception = self._exception(self._filed(), opinion="permanent")
        exception.action_submit()
        with self.assertRaises(UserError):
            exception.action_approve()

    def test_one_open_exception_for_a_record(self):
        record = self._filed()
        self._exception(record, opinion="permanent")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self._exception(record, opinion="transfer")

    def test_a_clerk_asks_for_none(self):
        with self.assertRaises(AccessError):
            self._exception(self._filed(), user=self.clerk, opinion="permanent")

    def test_nobody_writes_the_outcome(self):
        exception = self._exception(self._filed(), opinion="permanent")
        for vals in ({"state": "approved"}, {"requester_id": self.clerk.id}):
            with self.assertRaises(AccessError):
                exception.write(vals)

    # -- preview of a rule --------------------------------------------------------------

    def test_a_rule_says_what_it_would_move_before_it_is_saved(self):
        record, _other = self._filed(), self._filed(date="2023-06-01")
        with Form(self.rule.with_user(self.head)) as form:
            self.assertFalse(form.preview)
            form.period = 6
            self.assertIn("2 get a later", form.preview)
            form.period = 1
            self.assertIn("2 end earlier", form.preview)
            self.assertIn("1 are due at once", form.preview)
            form.permanent = True
            self.assertIn("2 become permanent", form.preview)
            form.permanent = False
            form.period = 3
            self.assertFalse(form.preview)
            form.event = "closed"
            self.assertIn("2 lose their date", form.preview)
            form.event = "filed"
        self.assertEqual(record.date_retention_due, date(2023, 6, 1))

    def test_a_new_rule_says_it_too(self):
        self.rule.active = False
        self._filed()
        rules = self.env["property.archive.retention.rule"].with_user(self.head)
        form = Form(rules)
        form.category_id = self.papers
        form.event = "filed"
        form.period = 4
        self.assertIn("1 get a later or a first date", form.preview)

    # -- from the list ------------------------------------------------------------------

    def test_due_records_are_proposed_from_the_list(self):
        records = self._filed() | self._filed()
        action = records.action_propose_destruction()
        batch = self.env["property.archive.destruction"].browse(action["res_id"])
        self.assertEqual(batch.line_ids.record_id, records)

    def test_what_is_not_due_is_not_proposed_from_the_list(self):
        record = self._filed(date="2024-01-01")
        with self.assertRaisesRegex(UserError, "kept until"):
            record.action_propose_destruction()
