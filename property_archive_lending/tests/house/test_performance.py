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
        # the first request makes its approver a decider, which empties caches
        self._requests(2, 900).action_submit()
        self._requests(2, 950).action_submit()
        loans = self._requests(100)
        self.env.flush_all()
        with self.assertQueryCount(40):
            loans.action_submit()
            self.env.flush_all()
        self.assertEqual(set(loans.line_ids.mapped("state")), {"to_approve"})

    def test_approval_of_forty(self):
        self._approval_queries(2, 900)  # warms the caches up
        self.assertLess(self._approval_queries(40, 100), 300)

    def _approval_queries(self, count, first):
        loans = self._requests(count, first)
        loans.action_submit()
        self._forget()
        lines = self.env["property.archive.loan.line"].with_user(self.engineering_head)

        def approve():
            lines.search([("can_approve", "=", True)]).action_approve()
            self.env.flush_all()

        queries = self._queries(approve)
        self.assertEqual(set(loans.line_ids.mapped("state")), {"approved"})
        return queries
