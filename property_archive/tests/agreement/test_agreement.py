import base64

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import SIGNATURE, ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestAgreement(ArchiveCase):
    """Every employee signs, and the list shows who has not (000 细则 6, J22)."""

    def setUp(self):
        super().setUp()
        self.env["property.archive.agreement"]._add_missing(self.company)

    def _agreements(self, user):
        return self.env["property.archive.agreement"].with_user(user)

    def test_everybody_signs_their_own_and_the_list_shows_who_has_not(self):
        action = self._agreements(self.engineer).action_open_mine()
        mine = self._agreements(self.engineer).browse(action["res_id"])
        self.assertTrue(mine.text)
        mine.action_sign(SIGNATURE)
        self.assertEqual((mine.state, str(mine.date_signed)), ("signed", "2024-06-03"))
        self._agreements(self.head).action_open_list()
        listed = self._agreements(self.head).search([("state", "=", "open")])
        self.assertIn(self.clerk.employee_id, listed.sudo().employee_id)
        self.assertNotIn(self.engineer.employee_id, listed.sudo().employee_id)
        with self.assertRaises(UserError):
            mine.action_sign(SIGNATURE)

    def test_nobody_signs_for_somebody_else_or_sees_theirs(self):
        self._agreements(self.head).action_open_list()
        other = self._agreements(self.head).search(
            [("employee_id", "=", self.engineer.employee_id.id)]
        )
        with self.assertRaises(AccessError):
            other.action_sign(SIGNATURE)
        self.assertFalse(self._agreements(self.clerk).search([("id", "=", other.id)]))
        with self.assertRaises(AccessError):
            self._agreements(self.clerk).action_open_list()

    def test_what_was_signed_stays(self):
        self._agreements(self.head).action_open_list()
        agreement = self._agreements(self.head).search(
            [("employee_id", "=", self.engineer.employee_id.id)]
        )
        agreement.action_keep_paper(base64.b64encode(b"%PDF-1.4 signed"), "2024-06-01")
        self.assertEqual(agreement.state, "signed")
        with self.assertRaises(UserError):
            agreement.sudo().unlink()
        text = agreement.text
        self.company.archive_agreement_text = "Another text"
        self.assertEqual(agreement.text, text)
