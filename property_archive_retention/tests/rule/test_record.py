from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common import RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestRecord(RetentionCase):
    def test_a_new_form_opens_before_its_category_is_chosen(self):
        form = Form(self.env["property.archive.record"].with_user(self.clerk))
        form.name = "Paper"
        form.category_id = self.papers
        self.assertFalse(form.save().date_retention_due)

    def test_a_draft_has_no_date(self):
        self.assertFalse(self._draft().date_retention_due)

    def test_filing_starts_the_period(self):
        self.assertEqual(self._filed().date_retention_due, date(2023, 6, 1))

    def test_an_event_moves_the_date(self):
        record = self._filed()
        self.rule.write({"event": "closed"})
        self.assertFalse(record.date_retention_due)
        record._close("ended", date(2022, 1, 1))
        self.assertEqual(record.date_retention_due, date(2025, 1, 1))

    def test_a_reason_to_close_is_an_event_of_its_own(self):
        for event in ("contract_ended", "ownership_ended", "employee_left"):
            self.rule.event = event
            record, other = self._filed(), self._filed()
            record._close(event, date(2022, 1, 1))
            other._close("ended", date(2022, 1, 1))
            self.assertEqual(record.date_retention_due, date(2025, 1, 1), event)
            self.assertFalse(other.date_retention_due, event)

    def test_a_given_date_counts_once_filed(self):
        self.rule.event = "date"
        record = self._draft(retention_date="2021-02-03")
        self.assertFalse(record.date_retention_due)
        self._hand_over(record)
        self.assertEqual(record.date_retention_due, date(2024, 2, 3))

    def test_changing_a_rule_moves_its_records(self):
        record = self._filed()
        self.rule.with_user(self.head).period = 5
        self.assertEqual(record.date_retention_due, date(2025, 6, 1))
        self.assertFalse(self.papers.retention_cursor)

    def test_archiving_a_rule_takes_the_date_away(self):
        record = self._filed()
        self.rule.active = False
        self.assertFalse(record.date_retention_due)
        self.assertFalse(record.retention_rule_id)

    def test_moving_a_category_moves_its_records(self):
        below = self.env["property.archive.category"].create(
            {
                "name": "Below",
                "code": "T-BEL",
                "scope": "company",
                "level_id": self.internal.id,
            }
        )
        record = self._filed(category=below)
        self.assertFalse(record.date_retention_due)
        below.parent_id = self.papers
        self.assertEqual(record.date_retention_due, date(2023, 6, 1))

    def test_the_job_goes_on_where_it_stopped(self):
        first, second = self._filed(), self._filed()
        self.env.cr.execute(
            "UPDATE property_archive_record SET date_retention_due = NULL WHERE id = ANY(%s)",
            ((first + second).ids,),
        )
        self.env.cr.execute(
            "UPDATE property_archive_category SET retention_cursor = %s WHERE id = %s",
            (first.id, self.papers.id),
        )
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            self.env.ref("property_archive_retention.ir_cron_recompute").method_direct_trigger()
        self.assertFalse(first.date_retention_due)
        self.assertTrue(second.date_retention_due)

    def test_nobody_writes_the_date(self):
        record = self._filed()
        for user in (
            self.clerk,
            self.archivist,
            self.head,
            self.env.ref("base.user_admin"),
        ):
            for vals in (
                {"date_retention_due": "2000-01-01"},
                {"retention_permanent": False},
                {"retention_opinion": "permanent"},
                {"retention_date": "2000-01-01"},
            ):
                with self.assertRaises(UserError):
                    record.with_user(user).write(vals)

    def test_what_is_not_due_blocks_destruction(self):
        record = self._filed(date="2999-01-01")
        self.assertIn("kept until", record._get_blockers("destroy")[record][0].text)

    def test_permanent_blocks_destruction(self):
        self.rule.write({"permanent": True, "period": 0})
        record = self._filed()
        self.assertIn("permanently", record._get_blockers("destroy")[record][0].text)

    def test_no_date_blocks_destruction(self):
        record = self._filed()
        self.rule.event = "closed"
        self.assertIn("no retention date", record._get_blockers("destroy")[record][0].text)

    def test_transfer_blocks_destruction(self):
        self.rule.action = "transfer"
        record = self._filed()
        self.assertIn("transferred", record._get_blockers("destroy")[record][0].text)

    def test_what_is_due_blocks_nothing(self):
        record = self._filed()
        self.assertEqual(record._get_blockers("destroy"), {})

    def test_an_open_batch_blocks_everything_else(self):
        record = self._filed()
        batch = self._batch(record)
        for operation in ("lend", "amend", "move", "transfer"):
            self.assertIn(batch.name, record._get_blockers(operation)[record][0].text)

    def test_a_stopped_batch_blocks_nothing(self):
        record = self._filed()
        self._batch(record).action_stop("Not now")
        self.assertEqual(record._get_blockers("move"), {})

    def test_a_volume_stays_as_long_as_its_items(self):
        volume, item = self._filed(), self._filed(date="2023-06-01")
        item.sudo()._write_protected({"parent_id": volume.id})
        self.assertIn("is the volume of", volume._get_blockers("destroy")[volume][0].text)
        item.sudo()._write_protected({"date_filed": "2020-06-01"})
        self.assertEqual(volume._get_blockers("destroy"), {})
