from odoo import http

from ..http import own_dialog, send_file


class LabelController(http.Controller):
    # Not read-only: printing is logged.
    @http.route(
        "/property_archive/labels/<int:wizard_id>.pdf", type="http", auth="user", readonly=False
    )
    def labels(self, wizard_id, **_kwargs):
        """Labels on the paper that was chosen (C2)."""
        wizard = own_dialog("property.archive.label.wizard", wizard_id)
        return send_file(f"{wizard._file_name()}.pdf", wizard._render_pdf())
