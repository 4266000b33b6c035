import tempfile

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from ..http import is_superuser_session, stream_file


class PackageController(http.Controller):
    # Not read-only: taking content out is logged.
    @http.route(
        "/property_archive/package/<int:wizard_id>.zip",
        type="http",
        auth="user",
        readonly=False,
    )
    def package(self, wizard_id, **_kwargs):
        """Download the package of chosen records, with the user's own rights (G5)."""
        wizard = request.env["property.archive.package.wizard"].search(
            [("id", "=", wizard_id), ("create_uid", "=", request.env.uid)]
        )
        if not wizard or is_superuser_session() or not request.env.user._is_internal():
            raise NotFound()
        stream = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            request.env["property.archive.package"]._export(stream, wizard.record_ids)
        except BaseException:
            stream.close()
            raise
        name = wizard.env._(
            "Package of %(count)s records, %(date)s",
            count=wizard.record_count,
            date=wizard.env.company._archive_today(),
        )
        return stream_file(stream, f"{name}.zip", "application/zip")
