import io
from datetime import date

import xlsxwriter

from odoo import api, models

#: A worksheet holds 1,048,576 rows.
XLSX_ROWS = 1_048_000
#: The progress on screen is updated after this many rows.
_STEP = 5000
HEADER_ROW = 3
#: Texts are wrapped in columns of at least this width.
_LONG = 16
#: Day 0 of Excel's dates from March 1900 on: Excel takes 1900 for a leap year.
_DAY_ZERO = date(1899, 12, 30).toordinal()
_FIRST_DAY = date(1900, 3, 1)
_TEXTS = ("char", "text", "selection", "many2one", "one2many", "many2many")
#: Marker at which xlsxwriter treats a string as rich text.
_RICH = "<r>"


class PropertyArchiveRegister(models.AbstractModel):
    """Registers as XLSX, written row by row and never held in memory (requirement G1)."""

    _inherit = "property.archive.register"

    @api.model
    def _write_xlsx(self, key, ids=None, **selection):
        """A register as the bytes of a workbook; for a short one.

        :param str key: which register
        :param ids: only these documents; None for all
        :param selection: see :meth:`_find_ids`
        :rtype: bytes
        """
        if ids is not None:
            selection["ids"] = ids
        stream = io.BytesIO()
        self._export_xlsx(key, stream, selection)
        return stream.getvalue()

    @api.model
    def _export_xlsx(self, key, stream, selection=None):
        """Write a register as a workbook, with the current user's own rights.

        :param str key: which register
        :param stream: binary file open for writing
        :param dict selection: see :meth:`_find_ids`
        :return: how many rows it has
        :raise UserError: for an unknown register, or one that is too long for a sheet
        """
        register = self._describe(key)
        register["columns"] = register["columns"] + register.get("sheet_columns", [])
        self.env.flush_all()
        ids = self._find_ids(register, selection)
        self._check_length(register, len(ids), "xlsx")
        # No text may ever become a formula or a link; rows leave memory as they are written.
        book = xlsxwriter.Workbook(
            stream,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": "yyyy-mm-dd",
            },
        )
        sheet = self._prepare_sheet(book, register, selection)
        self._write_rows(book, sheet, register, ids, (selection or {}).get("wizard"))
        book.close()
        self._log_export(register, len(ids), "xlsx")
        return len(ids)

    def _prepare_sheet(self, book, register, selection):
        name = "".join("_" if char in "[]:*?/\\" else char for char in register["title"])
        sheet = book.add_worksheet(name.strip("'")[:31])
        bold = book.add_format(
            {"bold": True, "border": 1, "bg_color": "#EEEEEE", "text_wrap": True, "valign": "top"}
        )
        columns = self._sheet_columns(register)
        if len(columns) > 6:
            sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER_ROW)
        sheet.set_footer("&C&P / &N")
        sheet.hide_gridlines(0)  # grid lines hidden neither on screen nor on paper
        short = book.add_format({"valign": "top"})
        long = book.add_format({"valign": "top", "text_wrap": True})
        for index, (_label, _path, width) in enumerate(columns):
            sheet.set_column(index, index, width, long if width >= _LONG else short)
        sheet.write_string(
            0, 0, register["title"], book.add_format({"bold": True, "font_size": 14})
        )
        for row, line in enumerate(self._title_lines(register, selection), start=1):
            sheet.write_string(row, 0, line)
        for index, (label, _path, _width) in enumerate(columns):
            sheet.write_string(HEADER_ROW, index, label, bold)
        sheet.freeze_panes(HEADER_ROW + 1, 0)
        return sheet

    def _write_rows(self, book, sheet, register, ids, waiting=None):
        place = {"align": "left", "valign": "top"}
        formats = {
            "plain": book.add_format(),
            "date": book.add_format({"num_format": "yyyy-mm-dd", **place}),
            "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm", **place}),
        }
        row, number, part, done = HEADER_ROW + 1, 0, None, 0
        known, grouped = {}, register["group"]
        for batch in self._batches(register, ids):
            count, table = self._sheet_values(register, batch, known)
            writers = [
                (column, values, self._cell_writer(sheet, values, kind, formats))
                for column, (values, kind) in enumerate(table)
            ]
            for index in range(count):
                key = grouped(batch[index]) if grouped else None
                number = number + 1 if key == part else 1
                part = key
                for column, values, write in writers:
                    value = number if values is None else values[index]
                    if value is not None and value is not False:
                        write(row, column, value)
                row += 1
            done += len(batch)
            if waiting:
                self._tell_progress(waiting, done, len(batch), len(ids))
        width = len(self._sheet_columns(register))
        if row > HEADER_ROW + 1:
            sheet.autofilter(HEADER_ROW, 0, row - 1, width - 1)
        labels = register["signatures"]
        step = max(2, width // max(len(labels), 1))
        for index, label in enumerate(labels):
            sheet.write_string(row + 1, index * step, f"{label}: ____________")

    def _sheet_columns(self, register):
        """The columns of a sheet; a form has those of its table beside its facts."""
        return register["columns"] + (register.get("lines") or (None, []))[1]

    def _sheet_values(self, register, batch, known):
        """Number of rows of these documents, and values and type of each column.

        The values of a running number are None. Each line of a form's table is a row.
        """
        facts = [
            (None, "number") if path == "#" else self._values(batch, path, known)
            for _label, path, _width in register["columns"]
        ]
        if not register.get("lines"):
            return len(batch), facts
        name, columns = register["lines"]
        parts = [document[name] for document in batch]
        counts = [len(part) for part in parts]
        lines = batch[name]
        numbers = [number for count in counts for number in range(1, count + 1)]
        table = [
            (numbers, "number") if path == "#" else self._values(lines, path)
            for _label, path, _width in columns
        ]
        spread = [
            ([value for value, n in zip(values, counts, strict=True) for _ in range(n or 1)], kind)
            for values, kind in facts
        ]
        for values, kind in table:
            rest = iter(values)
            spread.append(([next(rest) if own else None for own in self._is_line(counts)], kind))
        return len(spread[0][0]), spread

    def _is_line(self, counts):
        """For each row, whether it is a table line: a form without lines has one row too."""
        return [bool(count) for count in counts for _row in range(count or 1)]

    def _cell_writer(self, sheet, values, kind, formats):
        """Choose once per column how its values are written, not for each cell.

        :return: function of row, column and value
        """
        if kind in _TEXTS and not any(value and value.startswith(_RICH) for value in values):
            return sheet.write_string
        if kind in ("number", "integer", "float", "monetary"):
            return sheet.write_number

        def write_text(row, column, value):
            # xlsxwriter takes a string that begins like this for markup and does not escape it;
            # written as two fragments it is escaped.
            if value.startswith(_RICH):
                rest = value[1 : sheet.xls_strmax]
                sheet.write_rich_string(row, column, value[:1], formats["plain"], rest)
            else:
                sheet.write_string(row, column, value)

        def write_date(row, column, value):
            # a date of which only the year is known is written as text
            if not isinstance(value, str) and value >= _FIRST_DAY:
                sheet.write_number(row, column, value.toordinal() - _DAY_ZERO, formats[kind])
            else:
                write_text(row, column, self._text(value, kind))

        def write_moment(row, column, value):
            sheet.write_datetime(row, column, value, formats[kind])

        def write_any(row, column, value):
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                sheet.write_number(row, column, value)
            else:
                write_text(row, column, self._text(value, kind))

        return {"date": write_date, "datetime": write_moment}.get(kind, write_any)

    def _most_rows(self, register, file_format):
        """How many rows, or for a form how many documents, a file may have."""
        return XLSX_ROWS

    def _tell_progress(self, waiting, done, added, total):
        """Notify the waiting screen of the progress, without waiting for the commit.

        :param int waiting: id of the selection that is downloaded
        :param int done: rows that are written, ``added`` of them since this was last called
        """
        if total < _STEP or done // _STEP == (done - added) // _STEP:
            return
        with self.env.registry.cursor() as cr:
            self.env.user.with_env(self.env(cr=cr))._bus_send(
                "property_archive.register", {"selection": waiting, "done": done, "total": total}
            )
