from contextlib import contextmanager

from freezegun import api as freezegun_api
from freezegun import freeze_time

from odoo.tests import tagged

from ..common import SIGNATURE, ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestHandoverPerformance(ArchiveCase):
    """A handover costs by its length, not more, and little of it (A9)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)

    def _drafts(self, count):
        records = (
            self.env["property.archive.record"]
            .with_user(self.clerk)
            .create([{"name": f"Paper {n}", "category_id": self.papers.id} for n in range(count)])
        )
        records.write({"enclosure_ids": [(0, 0, {"name": "Page"})]})
        self._forget()
        return records

    @contextmanager
    def _cost(self):
        """What happens inside: seconds of the wall clock and queries."""
        self.env.flush_all()
        self._forget()
        cost = {}
        queries, start = self.env.cr.sql_log_count, freezegun_api.real_perf_counter()
        yield cost
        self.env.flush_all()
        cost["seconds"] = freezegun_api.real_perf_counter() - start
        cost["queries"] = self.env.cr.sql_log_count - queries

    def _steps(self, count):
        records = self._drafts(count)
        costs = {}
        with self._cost() as costs["submit"]:
            action = records.action_submit()
        handover = self.env["property.archive.handover"].browse(action["res_id"])
        with self._cost() as costs["give"]:
            handover.with_user(self.clerk).action_sign(SIGNATURE)
        received = handover.with_user(self.archivist)
        with self._cost() as costs["place"]:
            received.line_ids.write({"location_id": self.rack.id})
        with self._cost() as costs["accept"]:
            received.action_accept_all()
        with self._cost() as costs["receive"]:
            received.action_sign(SIGNATURE)
        self.assertEqual(set(records.sudo().mapped("state")), {"filed"})
        self.assertEqual(len(set(records.sudo().mapped("reference"))), count)

        return costs

    def test_five_hundred_lines_answer_within_five_seconds(self):
        costs = self._steps(500)
        # each press of a button, on a machine that does other things too
        self.assertLess(max(cost["seconds"] for cost in costs.values()), 5, costs)

    def test_the_number_of_queries_does_not_follow_the_number_of_lines(self):
        self._steps(5)  # what is read once for all is read
        few, many = self._steps(20), self._steps(100)
        for step, cost in many.items():
            self.assertLessEqual(cost["queries"], few[step]["queries"] + 15, (step, few, many))
        self.assertLessEqual(sum(cost["queries"] for cost in many.values()), 260, many)
