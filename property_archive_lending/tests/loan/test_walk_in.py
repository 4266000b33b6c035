from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common import SIGNATURE, LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestWalkIn(LendingCase):
    """Whoever comes to the desk without a request (D5, D9)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engineer.employee_id.barcode = "T0001"
        cls.free = cls.env["property.archive.category"].create(
            {
                "name": "Handbooks",
                "code": "T-HB",
                "level_id": cls.internal.id,
                "scope": "company",
                "keeping_department_id": cls.service.id,
            }
        )
        cls.env["property.archive.loan.policy"].create(
            [
                {
                    "category_id": cls.free.id,
                    "requester": "employee",
                    "kind": kind,
                    "term_number": 3,
                    "term_unit": "days",
                    "place": "office",
                }
                for kind in ("borrow", "consult")
            ]
        )

    def _handbook(self):
        return self._file(category=self.free, location=None, page_count=8).sudo()

    def _wizard(self):
        wizard = Form(self.env["property.archive.desk.wizard"].with_user(self.archivist))
        wizard.scan = "T0001"
        return wizard

    def _sign(self, wizard):
        wizard.borrower_signature = SIGNATURE
        wizard.archivist_signature = SIGNATURE
        return wizard.save()

    def test_register_entry_is_enough_in_one_go(self):
        record = self._handbook()
        wizard = self._wizard()
        wizard.scan = record.reference
        self.assertEqual(len(wizard.line_ids), 1)
        wizard.purpose = "to look up a valve"
        action = self._sign(wizard).action_confirm()
        line = record.loan_line_ids
        self.assertEqual(line.state, "out")
        self.assertEqual(line.employee_id, self.engineer.employee_id)
        self.assertEqual(line.user_id, self.archivist)
        self.assertEqual(line.page_count_out, 8)
        self.assertEqual(action["report_name"], "property_archive_lending.report_slip")

    def test_what_wants_an_approval_is_said_and_not_put_on_the_list(self):
        record = self._service_file()
        wizard = self.env["property.archive.desk.wizard"].with_user(self.archivist)
        wizard = wizard.new({"mode": "out", "employee_id": self.engineer.employee_id.id})
        wizard.kind = "borrow"
        warning, _record = wizard._scan_record(record.reference)
        self.assertIn("Requester's department head", warning)
        self.assertFalse(wizard.line_ids)

    def test_nothing_is_created_when_one_record_wants_an_approval(self):
        wizard = self.env["property.archive.desk.wizard"].with_user(self.archivist)
        wizard = wizard.create(
            {
                "employee_id": self.engineer.employee_id.id,
                "purpose": "a look",
                "borrower_signature": SIGNATURE,
                "archivist_signature": SIGNATURE,
                "line_ids": [
                    (0, 0, {"new_record_id": record.id, "physical": True, "page_count": 1})
                    for record in self._handbook() | self._service_file()
                ],
            }
        )
        before = self.env["property.archive.loan"].search_count([])
        with self.assertRaisesRegex(UserError, "wants a request first"):
            wizard.action_confirm()
        self.assertEqual(self.env["property.archive.loan"].search_count([]), before)

    def test_what_is_out_is_said(self):
        record = self._handbook()
        other = self._ask_service(record, user=self.clerk)
        self._hand_out(other, pages=8)
        wizard = self.env["property.archive.desk.wizard"].with_user(self.archivist)
        wizard = wizard.new({"mode": "out", "employee_id": self.engineer.employee_id.id})
        problem, said = wizard._scan_record(record.reference)
        self.assertFalse(problem)
        self.assertIn(self.clerk.employee_id.name, said)
        self.assertEqual(wizard.mode, "in")

    def test_one_slip_for_all(self):
        first, second = self._handbook(), self._handbook()
        wizard = self._wizard()
        wizard.scan = first.reference
        wizard.scan = second.reference
        wizard.purpose = "to look up a valve"
        self._sign(wizard).action_confirm()
        lines = (first | second).loan_line_ids
        report = self.env["ir.actions.report"].with_user(self.archivist)
        html, _kind = report._render_qweb_html("property_archive_lending.report_slip", lines.ids)
        text = html.decode()
        self.assertIn(first.reference, text)
        self.assertIn(second.reference, text)
        self.assertEqual(text.count("Hand-Out Slip</h2>"), 1)
        with self.assertRaisesRegex(UserError, "for the archivists"):
            lines[0].with_user(self.engineer).action_print_slip()
