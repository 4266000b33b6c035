from datetime import timedelta

from odoo.tests import HttpCase, tagged

from ..common import LendingCase

_DESK = "/odoo/action-property_archive_lending.property_archive_loan_line_action_desk"
_APPROVE = "/odoo/action-property_archive_lending.property_archive_loan_line_action_approve"


@tagged("post_install", "-at_install")
class TestTour(HttpCase, LendingCase):
    """Lending in the browser: asked, approved, handed out, taken back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.engineer, cls.engineering_head, cls.archivist):
            user.password = user.login

    def test_from_the_request_to_the_shelf(self):
        record = self._service_file()
        self.start_tour(
            f"/odoo/archive-records/{record.id}",
            "property_archive_borrower_asks",
            login=self.engineer.login,
        )
        line = self.env["property.archive.loan.line"].search(
            [("requested_record_id", "=", record.id)]
        )
        self.assertEqual((line.state, line.kind), ("to_approve", "borrow"))
        self.start_tour(
            _APPROVE, "property_archive_head_approves", login=self.engineering_head.login
        )
        self.assertEqual(line.state, "approved")
        self.start_tour(_DESK, "property_archive_desk_hands_out", login=self.archivist.login)
        self.assertEqual((line.state, record.availability), ("out", "out"))
        self.start_tour(_DESK, "property_archive_desk_takes_back", login=self.archivist.login)
        self.assertEqual((line.state, record.availability), ("returned", "in"))
        self.assertEqual(line.page_count_in, 12)
        self.assertEqual(len(line.signature_ids), 4)

    def test_what_ended_is_shown_in_no_tab(self):
        """The web client answers from what it kept on disk, a second tab too (B7)."""
        self.service_files.write({"level_id": self.secret.id, "scope": "department"})
        for user in (self.clerk, self.archivist):
            self._clear(user, date_start="2026-01-01", date_end="2030-12-31")
        record = self._service_file(medium="electronic", scope="department")
        loan = self.env["property.archive.loan"].create(
            {
                "purpose": "repair",
                "employee_id": self.engineer.employee_id.id,
                "line_ids": [(0, 0, {"requested_record_id": record.id})],
            }
        )
        line = loan.line_ids
        due = self.env.cr.now() + timedelta(hours=4)
        grant = self._grant(self.engineer, record, self.env.cr.now(), due)
        loan._write_protected({"user_id": self.engineer.id, "name": "JY/T/1"})
        line._write_protected(
            {
                "state": "out",
                "record_id": record.id,
                "subject": record.display_name,
                "date_out": self.env.cr.now(),
                "date_due": due,
                "grant_id": grant.id,
            }
        )
        self.start_tour(
            "/odoo/archive-my-loans", "property_archive_reading_ends", login=self.engineer.login
        )
        self.assertEqual(line.state, "returned")
        self.assertTrue(grant.revoked)
