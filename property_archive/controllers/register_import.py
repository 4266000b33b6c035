import io

import xlsxwriter

from odoo import http
from odoo.http import request

from ..http import send_file

#: An example of what belongs in the columns.
_EXAMPLE = {
    "name": "1-1-101",
    "category_code": "WY-YZ",
    "building": "1",
    "unit": "1",
    "room": "101",
    "partner_name": "王小明",
    "phone": "12000000001",
    "date_document": "2016-05-09",
    "date_filed": "2016-05-12",
    "page_count": "32",
    "pieces_present": "1-7",
}


class RegisterImportController(http.Controller):
    @http.route("/property_archive/register_import.xlsx", type="http", auth="user")
    def template(self, **_kwargs):
        """The template for the register import, in the reader's language (G4)."""
        lines = request.env["property.archive.import"]
        lines.check_access("create")
        names = lines._column_names()
        described = lines.fields_get(names, ["string", "help"])
        buffer = io.BytesIO()
        book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bg_color": "#EEEEEE", "border": 1})
        text = book.add_format({"num_format": "@"})
        for column, name in enumerate(names):
            # as texts: a spreadsheet turns a room or a code into a number or a date
            sheet.set_column(column, column, 16, text)
            sheet.write_string(0, column, described[name]["string"], bold)
            if described[name].get("help"):
                sheet.write_comment(0, column, described[name]["help"])
            sheet.write_string(1, column, _EXAMPLE.get(name, ""), text)
        sheet.freeze_panes(1, 0)
        book.close()
        return send_file("register_import.xlsx", buffer.getvalue())
