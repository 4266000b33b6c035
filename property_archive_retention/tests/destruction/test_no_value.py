from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestNoValue(RetentionCase):
    """What has no value is destroyed after review, though no rule made it due (J7)."""

    def setUp(self):
        super().setUp()
        self.undated = self.env["property.archive.category"].create(
            {"name": "Without a rule", "code": "T-NR", "keeping_department_id": self.service.id}
        )

    def test_reviewed_approved_and_destroyed_without_a_date(self):
        """000 细则 5, 1.5.1, 001 七 1, 004 §14 f 1."""
        record = self._filed(category=self.undated)
        with self.assertRaisesRegex(UserError, "no retention date"):
            record.action_propose_destruction()
        action = record.action_no_value("duplicates of what finance keeps")
        batch = self.env["property.archive.destruction"].browse(action["res_id"])
        batch = batch.with_user(self.archivist)
        self.assertEqual(batch.state, "appraisal")
        self.assertEqual(batch.line_ids.opinion_reason, "duplicates of what finance keeps")
        self.assertEqual(record.sudo().no_value_by_id, self.archivist)
        # the review can keep it, as anything that is proposed
        batch.action_opinion_destroy()
        batch.write({"method": "shred", **self._people()})
        batch.with_user(self.archivist2).action_appraised()
        batch.action_submit()
        self.assertEqual(batch.state, "to_approve")

    def test_it_is_logged_and_asks_for_a_reason(self):
        record = self._filed(category=self.undated)
        self.assertEqual(record.action_no_value()["res_model"], "property.archive.reason.wizard")
        record.action_no_value("no use")
        log = self.env["property.archive.log"].sudo()
        self.assertTrue(log.search([("action", "=", "no_value"), ("res_id", "=", record.id)]))

    def test_what_a_rule_keeps_stays_until_then(self):
        record = self._filed(date="2023-06-01")
        with self.assertRaisesRegex(UserError, "its rule says"):
            record.action_no_value("no use")

    def test_a_clerk_finds_nothing_to_be_of_no_value(self):
        record = self._filed(category=self.undated)
        with self.assertRaises(UserError):
            record.with_user(self.clerk).action_no_value("no use")

    def test_what_is_on_hold_stays(self):
        record = self._filed(category=self.undated)
        record.sudo()._write_protected({"no_value_reason": "no use"})
        reasons = record._get_blockers("destroy")
        self.assertFalse(reasons.get(record))
        record.sudo()._write_protected({"missing_since": "2024-06-01 00:00:00"})
        self.assertTrue(record._get_blockers("destroy").get(record))
