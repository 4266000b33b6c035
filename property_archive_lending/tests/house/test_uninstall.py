from odoo.exceptions import UserError
from odoo.tests import tagged

from ...hooks import post_init_hook, uninstall_hook
from ..common import LendingCase


@tagged("post_install", "-at_install")
class TestUninstallLending(LendingCase):
    """Lending goes when nobody owes the archive anything, and its numbers go on."""

    def test_each_open_loan_is_named(self):
        record = self._service_file()
        for state in ("to_approve", "approved", "queued"):
            with self.subTest(state):
                line = self._ask(kind="borrow", lines=[{"requested_record_id": record.id}])
                line.sudo()._write_protected({"state": state})
                with self.assertRaisesRegex(UserError, line.sudo().loan_id.name):
                    uninstall_hook(self.env)
                line.sudo()._write_protected({"state": "cancelled"})
        uninstall_hook(self.env)

    def test_a_number_is_never_given_twice(self):
        series = self.env.ref("property_archive_lending.sequence_loan")
        given = series.with_context(ir_sequence_date="2026-03-01").next_by_id()
        uninstall_hook(self.env)
        series.date_range_ids.unlink()  # as a new sequence begins
        post_init_hook(self.env)
        following = series.with_context(ir_sequence_date="2026-03-01").next_by_id()
        self.assertGreater(following, given)
        self.assertFalse(
            self.env["ir.config_parameter"].sudo().get_param("property_archive_lending.numbers")
        )
