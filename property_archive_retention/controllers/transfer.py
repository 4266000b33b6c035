import tempfile

from odoo import http
from odoo.http import content_disposition, request


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
        with tempfile.TemporaryFile() as stream:
            transfer._write_package(stream)
            stream.seek(0)
            content = stream.read()
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/zip"),
                ("Content-Length", len(content)),
                (
                    "Content-Disposition",
                    content_disposition(f"{transfer.name.replace('/', '-')}.zip"),
                ),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
