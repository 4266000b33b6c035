from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from odoo.addons.property_archive.http import send_file


class CopyController(http.Controller):
    # Not read-only: every delivery is logged.
    @http.route(
        "/property_archive/copy/<int:line_id>.pdf",
        type="http",
        auth="user",
        readonly=False,
    )
    def deliver(self, line_id, **_kwargs):
        """The stamped copy of an approved request, for its requester only (D10)."""
        line = request.env["property.archive.loan.line"].search([("id", "=", line_id)])
        if not line:
            raise NotFound()
        content = line._copy_content()
        return send_file(f"{line.sudo().copy_number}.pdf", content)
