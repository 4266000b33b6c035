import io
import re
import zipfile
from datetime import datetime, time

from odoo import models

_MODEL = "property.archive.import"
#: A spreadsheet keeps fifteen digits of a number; the sixteenth is lost.
_DIGITS_LOST = 10**15


def shown_number(value, number_format):
    """A number as its cell shows it: 12 in the format 0000 is 0012.

    :param value: int or float
    :param str number_format: of the cell
    :rtype: str
    """
    if abs(value) >= _DIGITS_LOST:
        return f"{value:.11E}"
    if "%" in (number_format or ""):
        return f"{value * 100:.10g}%"
    if value != int(value):
        return repr(value)
    zeros = re.fullmatch(r'"?([^"#0]*)"?(0{2,})"?([^"#0]*)"?', number_format or "")
    if zeros:
        before, digits, behind = zeros.groups()
        return f"{before}{int(value):0{len(digits)}}{behind}"
    return str(int(value))


class BaseImport(models.TransientModel):
    """Reads register sheets as displayed: no hidden sheets, numbers as formatted."""

    _inherit = "base_import.import"

    def _read_xlsx(self, options):
        if self.res_model != _MODEL:
            return super()._read_xlsx(options)
        import openpyxl  # noqa: PLC0415

        book = openpyxl.load_workbook(io.BytesIO(self.file or b""), data_only=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        options["sheets"] = [sheet.title for sheet in sheets]
        chosen = [sheet for sheet in sheets if sheet.title == options.get("sheet")]
        sheet = (chosen or sheets)[0]
        options["sheet"] = sheet.title
        rows = [
            [self._archive_cell(cell.value, cell.number_format) for cell in row]
            for row in sheet.rows
        ]
        self._archive_formulas(sheet.title, rows)
        return sheet.max_row, [row for row in rows if any(row)]

    def _archive_formulas(self, title, rows):
        """Put formulas in the place of what came out of them where the file does not tell it."""
        import openpyxl  # noqa: PLC0415

        with zipfile.ZipFile(io.BytesIO(self.file)) as book:
            sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
            if not any(b"<f" in book.read(name) for name in sheets):
                return
        book = openpyxl.load_workbook(io.BytesIO(self.file))
        for row, cells in zip(rows, book[title].rows, strict=False):
            for index, cell in enumerate(cells):
                if cell.data_type == "f" and index < len(row) and not row[index]:
                    row[index] = str(getattr(cell.value, "text", cell.value))

    def _archive_cell(self, value, number_format):
        if value is None:
            return ""
        if isinstance(value, bool):
            return str(value)
        if isinstance(value, (int, float)):
            return shown_number(value, number_format)
        if isinstance(value, datetime):
            return str(value.date() if value.time() == time() else value)
        return str(value).strip()

    def _read_xls_book(self, book, sheet_name):
        if self.res_model != _MODEL:
            return super()._read_xls_book(book, sheet_name)
        import xlrd  # noqa: PLC0415

        sheet, rows = book.sheet_by_name(sheet_name), []
        for index in range(sheet.nrows):
            row = []
            for cell in sheet.row(index):
                value = cell.value
                if cell.ctype == xlrd.XL_CELL_DATE:
                    value = datetime(*xlrd.xldate.xldate_as_tuple(value, book.datemode))
                elif cell.ctype == xlrd.XL_CELL_ERROR:
                    value = xlrd.error_text_from_code.get(value, "#")
                shown = book.xf_list[cell.xf_index].format_key if book.formatting_info else None
                shown = book.format_map[shown].format_str if shown in book.format_map else ""
                row.append(self._archive_cell(None if value == "" else value, shown))
            rows.append(row)
        return sheet.nrows, [row for row in rows if any(row)]

    def _read_xls(self, options):
        if self.res_model != _MODEL:
            return super()._read_xls(options)
        import xlrd  # noqa: PLC0415

        data = self.file or b""
        try:
            book = xlrd.open_workbook(file_contents=data, formatting_info=True)
        except NotImplementedError:  # an xlsx: without formats
            book = xlrd.open_workbook(file_contents=data)
        visible = [sheet.name for sheet in book.sheets() if not sheet.visibility]
        options["sheets"] = visible
        chosen = options.get("sheet") if options.get("sheet") in visible else visible[0]
        options["sheet"] = chosen
        return self._read_xls_book(book, chosen)
