import io
import json

import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every


class PropertyArchiveRegister(models.AbstractModel):
    """Registers as XLSX: what the caller may see, as the caller (requirement G1).

    Addons add theirs in :meth:`_registers`.
    """

    _name = "property.archive.register"
    _description = "Archive Register"

    @api.model
    def _registers(self):
        """The registers that can be exported.

        :return: by key: ``title``, ``form_number``, ``model``, ``domain`` and ``columns``,
            a list of (label, dotted field path or function of a record, width)
        :rtype: dict(str, dict)
        """
        return {
            "records": {
                "title": self.env._("General Catalogue"),
                "form_number": "DA-01",
                "model": "property.archive.record",
                "domain": [("state", "not in", ["draft", "submitted"])],
                "columns": [
                    (self.env._("Reference"), "reference", 20),
                    (self.env._("Title"), "name", 40),
                    (self.env._("Category"), "category_id.name", 20),
                    (self.env._("Level"), "level_id.name", 10),
                    (self.env._("Unit"), "unit_id.code", 14),
                    (self.env._("Document Date"), "date_document", 12),
                    (self.env._("Filed On"), "date_filed", 12),
                    (self.env._("Pages"), "page_count", 8),
                    (self.env._("Place"), "location_id.complete_name", 30),
                    (self.env._("Status"), "state", 12),
                ],
            },
        }

    @api.model
    def _action(self, key, records=None):
        """Action that downloads a register, of these records or of all the caller sees."""
        ids = ",".join(map(str, records.ids)) if records else ""
        return {
            "type": "ir.actions.act_url",
            "url": f"/property_archive/register/{key}.xlsx?ids={ids}",
            "target": "download",
        }

    @api.model
    def _write_xlsx(self, key, ids=None):
        """Write a register with the current user's own rights.

        :param str key: which register
        :param ids: only these documents; empty for all
        :return: the workbook's bytes
        :raise UserError: for an unknown register
        """
        register = self._registers().get(key)
        if not register:
            raise UserError(self.env._("There is no register “%s”.", key))
        model = self.env[register["model"]]
        domain = Domain(register["domain"])
        if ids:
            domain &= Domain("id", "in", ids)
        found = model.search(domain, order=register.get("order"))
        buffer = io.BytesIO()
        # No text may ever become a formula or a link; rows leave memory as they are written.
        book = xlsxwriter.Workbook(
            buffer,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": "yyyy-mm-dd",
            },
        )
        self._write_sheet(book, register, found)
        book.close()
        self.env["property.archive.log"]._log(
            "exported", self.env.company, register=key, rows=len(found)
        )
        return buffer.getvalue()

    def _write_sheet(self, book, register, found):
        sheet = book.add_worksheet(register["title"][:31])
        bold = book.add_format(
            {"bold": True, "border": 1, "bg_color": "#EEEEEE", "text_wrap": True}
        )
        title = book.add_format({"bold": True, "font_size": 14})
        formats = {
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        columns = register["columns"]
        for index, (_label, _path, width) in enumerate(columns):
            sheet.set_column(index, index, width)
        sheet.write_string(0, 0, register["title"], title)
        sheet.write_string(
            1,
            0,
            self.env._(
                "%(company)s · form %(form)s · %(user)s · %(date)s",
                company=self.env.company.name,
                form=register["form_number"],
                user=self.env.user.name,
                date=fields.Date.context_today(self),
            ),
        )
        for index, (label, _path, _width) in enumerate(columns):
            sheet.write_string(3, index, label, bold)
        sheet.freeze_panes(4, 0)
        row = 4
        for batch in split_every(500, found.ids, found.browse):
            for record in batch:
                for index, (_label, path, _width) in enumerate(columns):
                    self._write_cell(sheet, row, index, *self._cell(record, path), formats)
                row += 1
            batch.invalidate_recordset()
        if row > 4:
            sheet.autofilter(3, 0, row - 1, len(columns) - 1)
        sheet.write_string(row + 1, 0, self.env._("Prepared by:"))
        sheet.write_string(row + 1, max(2, len(columns) // 2), self.env._("Checked by:"))

    def _cell(self, record, path):
        """Value and field type of one cell, read with the record's own environment."""
        if callable(path):
            return path(record), None
        *steps, last = path.split(".")
        for step in steps:
            record = record[step]
        field = record._fields[last]
        if not record:
            return None, field.type
        value = record[last] if len(record) == 1 else ", ".join(map(str, record.mapped(last)))
        if field.type == "selection":
            value = dict(field._description_selection(self.env)).get(value)
        elif field.type == "many2one":
            value = value.display_name
        elif field.type in ("one2many", "many2many"):
            value = ", ".join(value.mapped("display_name"))
        elif field.type == "datetime" and value:
            value = fields.Datetime.context_timestamp(record, value).replace(tzinfo=None)
        return value, field.type

    def _write_cell(self, sheet, row, column, value, kind, formats):
        if value is None or (value is False and kind != "boolean"):
            return
        if kind == "boolean":
            sheet.write_string(row, column, self.env._("Yes") if value else self.env._("No"))
        elif kind in formats:
            sheet.write_datetime(row, column, value, formats[kind])
        elif isinstance(value, (int, float)):
            sheet.write_number(row, column, value)
        else:
            sheet.write_string(row, column, str(value))

    @api.model
    def _parse_ids(self, text):
        """Ids from a request parameter such as ``1,2,3``."""
        try:
            return [int(part) for part in json.loads(f"[{text or ''}]")]
        except (ValueError, TypeError):
            raise UserError(self.env._("That is no list of documents.")) from None
