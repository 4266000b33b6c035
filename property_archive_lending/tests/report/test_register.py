import io
import unicodedata

from freezegun import freeze_time
from openpyxl import load_workbook
from pdfminer.high_level import extract_text

from odoo.tests import tagged

from ..common import LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestRegister(LendingCase):
    """The registers and forms of loans and keys, by name (G1)."""

    def _sheet(self, key, user=None, **selection):
        self._forget()
        registers = self.env["property.archive.register"].with_user(user or self.archivist)
        sheet = load_workbook(io.BytesIO(registers._write_xlsx(key, **selection))).active
        self.number = sheet.cell(2, 1).value.split("form ")[1]
        header, *rows = sheet.iter_rows(min_row=4, values_only=True)
        return [dict(zip(header, row, strict=True)) for row in rows[:-2]]

    def _read_on_the_spot(self, record, **vals):
        """A consultation that every approver agreed to and the desk began."""
        line = self._ask_service(record, kind="consult", **vals)
        while line.state == "to_approve":
            pending = line.sudo().approval_ids.filtered(lambda step: step.state == "pending")
            self._approve(line, pending.approver_ids[0])
        self._hand_out(line)
        return line

    def _paper(self, key, loan):
        form = self.env["property.archive.form"].search([("key", "=", key)])
        wizards = self.env["property.archive.register.wizard"].with_user(self.archivist)
        wizard = wizards.create(
            {"form_id": form.id, "source": "chosen", "model": loan._name, "chosen": loan.ids}
        )
        with self.allow_pdf_render():
            content = wizard.with_context(force_report_rendering=True)._render_pdf()
        text = " ".join(extract_text(io.BytesIO(content)).split())
        return unicodedata.normalize("NFKC", text)

    def _rows(self, user):
        self._forget()
        register = self.env["property.archive.register"].with_user(user)
        sheet = load_workbook(io.BytesIO(register._write_xlsx("loans"))).active
        return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]

    def test_register_of_the_archivist(self):
        record = self._service_file()
        line = self._lend(record)
        row = next(row for row in self._rows(self.archivist) if row[0] == line.loan_id.name)
        self.assertIn(record.reference, row[1])
        self.assertIn("engineer", row)
        self.assertIn(12, row)

    def test_register_shows_others_only_their_own(self):
        line = self._lend(self._service_file())
        names = {row[0] for row in self._rows(self.clerk)}
        self.assertNotIn(line.loan_id.name, names)
        self.assertIn(line.loan_id.name, {row[0] for row in self._rows(self.engineer)})

    def test_reading_register(self):
        line = self._read_on_the_spot(self._service_file())
        borrowed = self._lend(self._service_file())
        (row,) = self._sheet(
            "readings", model="property.archive.loan", ids=(line | borrowed).loan_id.ids
        )
        self.assertEqual(self.number, "DA-22")
        self.assertEqual((row["Reader"], row["Attended By"]), ("engineer", "archivist"))
        self.assertIn(line.sudo().record_id.reference, row["Record"])

    def test_record_of_loans_and_copies(self):
        line = self._lend(self._service_file())
        (row,) = self._sheet("copies", ids=line.ids)
        self.assertEqual(self.number, "ZC-05/B05")
        self.assertEqual((row["Kind"], row["Borrower"]), ("Borrow", "engineer"))
        self.assertIsNone(row["Copies"])

    def test_what_a_borrower_wrote_is_no_formula(self):
        line = self._lend(self._service_file(), purpose="=1+1")
        (row,) = self._sheet("loans", ids=line.ids)
        self.assertEqual(row["Purpose"], "=1+1")

    def test_application_forms(self):
        line = self._read_on_the_spot(self._service_file(), purpose="核对图纸")
        for key, title, number in (
            ("loan_application", "Application to Consult or Borrow Records", "DA-18"),
            ("consult_approval", "Approval to Consult Records", "DA-19"),
            ("loan_slip", "Slip for Borrowing or Consulting", "DA-20"),
        ):
            text = self._paper(key, line.loan_id)
            for part in (title, f"form {number}", line.loan_id.name, "核对图纸", "engineer"):
                self.assertIn(part, text)
            self.assertIn("____", text)
            (row,) = self._sheet(key, model="property.archive.loan", ids=line.loan_id.ids)
            self.assertEqual(row["Purpose"], "核对图纸")
