from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common import RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestClauses(RetentionCase):
    """What single clauses of the regulations say of keeping, by their numbers (J20, J24)."""

    def test_every_shipped_category_has_a_rule(self):
        shipped = self.env["ir.model.data"].search(
            [("model", "=", "property.archive.category"), ("module", "=", "property_archive")]
        )
        categories = self.env["property.archive.category"].browse(shipped.mapped("res_id"))
        Rule = self.env["property.archive.retention.rule"]
        without = categories.filtered(lambda c: not Rule._rules_for(c, self.company))
        self.assertFalse(without.mapped("code"))

    def test_002_7_1_2_the_longest_keeping_holds_for_permanent_too(self):
        self.rule.longest_extension = 5
        record = self._filed()
        exceptions = self.env["property.archive.retention.exception"].with_user(self.archivist)
        with self.assertRaisesRegex(ValidationError, "at the longest"):
            exceptions.create(
                {"record_id": record.id, "opinion": "permanent", "reason": "Important"}
            )
        batch = self._batch(record)
        with self.assertRaisesRegex(ValidationError, "at the longest"):
            batch.line_ids.sudo()._write_protected({"opinion": "permanent"})

    def test_002_7_1_2_what_was_permanent_ends_with_the_longest_keeping(self):
        record = self._filed()
        record.sudo()._write_protected({"retention_opinion": "permanent"})
        self.assertTrue(record.retention_permanent)
        self.rule.longest_extension = 5
        self.assertFalse(record.retention_permanent)
        self.assertEqual(str(record.date_retention_due), "2025-06-01")

    def test_000_1_1_2_an_item_is_kept_as_long_as_its_volume_and_says_so(self):
        long = self.papers.copy({"code": "T-LONG"})
        self.env["property.archive.retention.rule"].create(
            {"category_id": long.id, "event": "filed", "period": 10}
        )
        volume = self._filed(category=long)
        item = self._filed(parent_id=volume.id)
        self.assertEqual(str(item.date_retention_due), "2030-06-01")
        self.assertTrue(item.retention_of_volume)
        self.assertFalse(volume.retention_of_volume)
