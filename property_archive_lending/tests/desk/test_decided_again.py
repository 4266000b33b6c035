from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import LendingCase


@tagged("post_install", "-at_install")
class TestDecidedAgain(LendingCase):
    """What was tested when it was asked for is tested again when it is decided (D7)."""

    def setUp(self):
        super().setUp()
        self.record = self._service_file()
        self.line = self._lend(self.record)
        self.line.sudo()._write_protected({"renewals_left": 1})

    def _ask_renewal(self):
        self.line.with_user(self.engineer).action_ask_renewal()
        self._forget()

    def _decider(self):
        return self.line.sudo().approval_ids.filtered(lambda s: s.state == "pending").approver_ids

    def test_nobody_renews_what_the_archive_asked_back_meanwhile(self):
        self._ask_renewal()
        self.line.with_user(self.archivist).action_recall()
        with self.assertRaisesRegex(UserError, "asked for it back"):
            self.line.with_user(self._decider()[:1]).action_approve()

    def test_nobody_renews_what_somebody_waits_for_since(self):
        self._ask_renewal()
        waiting = self._ask_service(self.record, self.clerk)
        with self.assertRaisesRegex(UserError, waiting.sudo().loan_id.name):
            self.line.with_user(self._decider()[:1]).action_approve()

    def test_who_waits_for_an_approval_waits_for_the_record(self):
        self._ask_service(self.record, self.clerk)
        with self.assertRaisesRegex(UserError, "somebody waits"):
            self._ask_renewal()

    def test_who_decides_sees_until_when_and_who_waits(self):
        self._ask_renewal()
        waiting = self._ask_service(self.record, self.clerk)
        self._forget()
        decider = self._decider()[:1]
        line = self.line.with_user(decider)
        self.assertIn(str(line._local_date("date_due")), line.decision_note)
        self.assertIn(waiting.sudo().loan_id.name, line.decision_note)
        self.assertEqual(line.decision_level_id, self.record.level_id)
        self.assertEqual(line.decision_title, self.record.name)
        self.assertNotIn(
            waiting.sudo().loan_id.name, self.line.with_user(self.engineer).decision_note
        )

    def test_nobody_lends_to_who_is_overdue_since_they_asked(self):
        other = self._ask_service(self._service_file())
        self.line.sudo()._write_protected({"date_due": fields.Datetime.now() - timedelta(days=1)})
        self._forget()
        with self.assertRaisesRegex(UserError, "overdue"):
            other.with_user(self.engineering_head).action_approve()

    def test_nobody_lends_what_may_not_be_lent_any_more(self):
        record = self._service_file()
        other = self._ask_service(record)
        record._write_protected({"state": "sealed"})
        self._forget()
        with self.assertRaisesRegex(UserError, "sealed"):
            other.with_user(self.engineering_head).action_approve()

    def test_who_waits_is_told_when_it_is_expected(self):
        waiting = self._ask_service(self.record, self.service_head)
        self._approve(waiting, waiting.sudo().approval_ids.approver_ids[:1])
        self.assertEqual(waiting.state, "queued")
        self.assertEqual(
            waiting.with_user(self.service_head).date_expected,
            self.line.sudo()._local_date("date_due"),
        )

    def test_top_secret_is_asked_once_more(self):
        record = self._owner_file()
        line = self._ask_owner()
        decider = line.sudo().approval_ids.approver_ids[:1]
        action = line.with_user(decider).action_ask_approve()
        asked = self.env[action["res_model"]].with_user(decider).browse(action["res_id"])
        self.assertIn(self.top_secret.name, asked.warning)
        self.assertIn(line.sudo().loan_id.name, asked.documents)
        self.assertEqual(line.state, "to_approve")
        asked.action_confirm()
        self.assertNotEqual(line.state, "to_approve")
        plain = self._ask_service(self._service_file())
        self.assertIs(plain.with_user(self.engineering_head).action_ask_approve(), True)
        self.assertTrue(record)

    def test_the_dialog_that_refuses_names_the_request(self):
        line = self._ask_service(self._service_file())
        action = line.with_user(self.engineering_head).action_refuse()
        self.assertIn(line.sudo().loan_id.name, action["context"]["default_documents"])
