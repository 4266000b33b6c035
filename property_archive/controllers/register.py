from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RegisterController(http.Controller):
    # Not read-only: an export is logged.
    @http.route(
        "/property_archive/register/<string:key>.xlsx",
        type="http",
        auth="user",
        readonly=False,
    )
    def register(self, key, ids="", **_kwargs):
        """Download a register as XLSX, with the user's own rights (G1)."""
        if not request.env.user._is_internal():
            raise NotFound()
        registers = request.env["property.archive.register"]
        content = registers._write_xlsx(key, registers._parse_ids(ids))
        return request.make_response(
            content,
            headers=[
                ("Content-Type", _XLSX),
                ("Content-Disposition", content_disposition(f"{key}.xlsx")),
                ("Cache-Control", "no-store"),
            ],
        )
