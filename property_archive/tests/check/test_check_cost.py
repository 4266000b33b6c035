from freezegun import freeze_time

from odoo.tests import tagged

from ..common import ArchiveCase

ROWS = 10_000


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestCheckCost(ArchiveCase):
    """A stock check of ten thousand records costs what one of ten does (C3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.small, cls.large = cls.env["property.archive.location"].create(
            [{"name": name, "kind": "cabinet"} for name in ("Small", "Large")]
        )

    def setUp(self):
        super().setUp()
        record = self._file()
        self.env.flush_all()
        for place, count in ((self.small, 10), (self.large, ROWS)):
            self.env.cr.execute(
                """
                INSERT INTO property_archive_record
                    (name, reference, category_id, level_id, scope, department_id, access_id,
                     company_id, state, availability, medium, carrier, date_filed, submitter_id,
                     quantity, page_count, completeness, location_id, create_date)
                SELECT 'x', concat(%s::text, '-', i), category_id, level_id, scope, department_id,
                       access_id, company_id, 'filed', 'in', 'paper', 'paper', date_filed,
                       submitter_id, 1, 1, 100, %s, now() AT TIME ZONE 'UTC'
                  FROM property_archive_record, generate_series(1, %s) i WHERE id = %s
                """,
                (place.name, place.id, count, record.id),
            )
        self._forget()

    def _count(self, place, number):
        """Queries of starting, of one scan, of the form and of closing."""
        check = (
            self.env["property.archive.check"]
            .with_user(self.archivist)
            .create({"scope": "place", "location_id": place.id})
        )
        costs = {"start": self._queries(check.action_start)}
        self.assertEqual(check.line_count, number)
        check.action_scan(f"{place.name}-1", place.id)
        costs["scan"] = self._queries(lambda: check.action_scan(f"{place.name}-2", place.id))
        costs["form"] = self._queries(
            lambda: check.read(["line_count", "pending_count", "progress", "recent_line_ids"])
        )
        self.env.cr.execute(
            "UPDATE property_archive_check_line SET result = 'found', condition = 'worn',"
            " date = now() AT TIME ZONE 'UTC' WHERE check_id = %s AND result = 'pending'",
            (check.id,),
        )
        costs["close"] = self._queries(check.action_close)
        worn = self.env["property.archive.record"].search_count(
            [("location_id", "=", place.id), ("condition", "=", "worn")]
        )
        self.assertEqual(worn, number - 2)
        return costs

    def test_queries_do_not_grow(self):
        self._count(self.small, 10)
        small, large = self._count(self.small, 10), self._count(self.large, ROWS)
        self.assertEqual(small, large)
        self.assertLessEqual(large["start"], 20)
        self.assertLessEqual(large["scan"], 25)
        self.assertLessEqual(large["close"], 40)
