from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request


class LabelController(http.Controller):
    # Not read-only: printing is logged.
    @http.route(
        "/property_archive/labels/<int:wizard_id>.pdf", type="http", auth="user", readonly=False
    )
    def labels(self, wizard_id, **_kwargs):
        """Labels on the paper that was chosen (C2)."""
        wizard = request.env["property.archive.label.wizard"].search(
            [("id", "=", wizard_id), ("create_uid", "=", request.env.uid)]
        )
        if not wizard or not request.env.user._is_internal():
            raise NotFound()
        return request.make_response(
            wizard._render_pdf(),
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(f"{wizard._file_name()}.pdf")),
                ("Cache-Control", "no-store"),
            ],
        )
