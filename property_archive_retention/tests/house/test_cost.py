from freezegun import freeze_time

from odoo.tests import tagged

from ..common import RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestCost(RetentionCase):
    """Many records cost as many queries as few: nothing asks for each of them."""

    def _several(self, count):
        records = self.env["property.archive.record"].with_user(self.archivist)
        for number in range(count):
            records |= self._filed(content=b"content %d of %d" % (number, count))
        return records

    def _measure(self, operation):
        """Queries of an operation on three batches: the first warms up, the others count."""
        counts = [self._queries(lambda n=n: operation(self.batches[n])) for n in (0, 1, 2)]
        self.assertLessEqual(counts[2], counts[1] + 2)

    def test_a_destruction(self):
        self.company.archive_destruction_wait = 0
        self.batches = [self._batch(self._several(count)) for count in (2, 2, 8)]
        self._measure(lambda batch: batch.action_submit())
        for batch in self.batches:
            batch.with_user(self.service_head).action_approve()
        self._measure(lambda batch: batch.with_user(self.executive).action_approve())
        for batch in self.batches:
            self._sign_all(batch)
        self._measure(lambda batch: batch.with_user(self.archivist2).action_execute())
        self.env.cr.postcommit.clear()
        self._measure(lambda batch: batch.sudo().line_ids._purge_content())
        self._measure(lambda batch: batch.sudo().line_ids._verify_gone())
        lines = self.env["property.archive.destruction.line"].browse(
            [line for batch in self.batches for line in batch.line_ids.ids]
        )
        self.assertEqual(set(lines.sudo().mapped("state")), {"destroyed"})

    def test_a_hold(self):
        self.batches = [self._hold(self._several(count), place=False) for count in (2, 2, 8)]
        self._measure(lambda hold: hold.action_place())
        for hold in self.batches:
            hold.action_lift("Over")
        self._measure(lambda hold: hold.with_user(self.head).action_approve())
        self.assertEqual({hold.state for hold in self.batches}, {"lifted"})
