import io

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.tests import tagged

from .common import LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestRegister(LendingCase):
    """The loan register (G1)."""

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
