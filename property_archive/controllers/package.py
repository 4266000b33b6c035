from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from ..http import is_superuser_session, own_dialog, send_chunks, send_file
from ..models.exchange.bag_writer import zip_chunks


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
        if is_superuser_session():
            raise NotFound()
        wizard = own_dialog("property.archive.package.wizard", wizard_id)
        name = wizard.env._(
            "Package of %(count)s records, %(date)s",
            count=wizard.record_count,
            date=wizard.env.company._archive_today(),
        )
        packages = request.env["property.archive.package"]
        return send_file(f"{name}.zip", lambda stream: packages._export(stream, wizard.record_ids))

    # Not read-only: taking content out is logged.
    @http.route(
        "/property_archive/whole_package/<int:package_id>.zip",
        type="http",
        auth="user",
        readonly=False,
    )
    def whole_package(self, package_id, **_kwargs):
        """Download the package of the whole archive, made into a ZIP as it is sent (G5)."""
        package = request.env["property.archive.whole.package"].search([("id", "=", package_id)])
        if not package or is_superuser_session():
            raise NotFound()
        folder = package._take_along()
        return send_chunks(f"{package.display_name}.zip", zip_chunks(folder))

    # Not read-only: taking content out is logged.
    @http.route(
        "/property_archive/estate_transfer/<int:transfer_id>.zip",
        type="http",
        auth="user",
        readonly=False,
    )
    def estate_transfer(self, transfer_id, **_kwargs):
        """Download the package of an estate that is handed over, as a ZIP (G5)."""
        transfers = request.env["property.archive.estate.transfer"]
        transfer = transfers.search([("id", "=", transfer_id)])
        if not transfer or is_superuser_session():
            raise NotFound()
        folder = transfer._take_along()
        return send_chunks(f"{transfer.display_name}.zip", zip_chunks(folder))
