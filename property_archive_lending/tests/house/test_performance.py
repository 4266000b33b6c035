import time

from odoo.tests import tagged

from ..common import LendingCase


@tagged("post_install", "-at_install")
class TestPerformance(LendingCase):
    """What a hundred requests at once may cost (D4)."""

    def _requests(self, count, first=1):
        loans = self.env["property.archive.loan"].with_user(self.engineer)
        return loans.create(
            [
                {
                    "kind": "borrow",
                    "purpose": "inspection",
                    "line_ids": [(0, 0, {"requested_code": f"WY-FW-202406-{n:04}"})],
                }
                for n in range(first, first + count)
            ]
        )

    def test_submit_of_a_hundred(self):
        self._requests(2, 900).action_submit()  # warms the caches up
        loans = self._requests(100)
        self.env.flush_all()
        with self.assertQueryCount(40):
            loans.action_submit()
            self.env.flush_all()
        self.assertEqual(set(loans.line_ids.mapped("state")), {"to_approve"})

    def test_approval_of_a_hundred(self):
        loans = self._requests(100)
        loans.action_submit()
        self._forget()
        lines = self.env["property.archive.loan.line"].with_user(self.engineering_head)
        started = time.perf_counter()
        lines.search([("can_approve", "=", True)]).action_approve()
        self.env.flush_all()
        self.assertLess(time.perf_counter() - started, 3)
        self.assertEqual(set(loans.line_ids.mapped("state")), {"approved"})
