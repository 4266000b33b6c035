from odoo import http
from odoo.http import request

from odoo.addons.property_archive.http import send_file


class TransferController(http.Controller):
    # Not read-only: taking content out is logged.
    @http.route(
        "/property_archive_retention/transfer/<int:transfer_id>.zip",
        type="http",
        auth="user",
        readonly=False,
    )
    def package(self, transfer_id, **_kwargs):
        """Download the package of a transfer, built for its giver (E8)."""
        transfer = request.env["property.archive.transfer"].browse(transfer_id)
        transfer.check_access("read")
        return send_file(f"{transfer.name}.zip", transfer._write_package)
