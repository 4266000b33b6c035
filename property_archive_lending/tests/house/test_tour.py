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
