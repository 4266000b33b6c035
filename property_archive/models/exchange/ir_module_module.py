from odoo import models


class IrModuleModule(models.Model):
    """Check the conditions before the uninstall dialog of the archive opens (B6)."""

    _inherit = "ir.module.module"

    def _archive_may_uninstall(self):
        """An executive; any administrator where nothing was filed or a package is confirmed."""
        packages = self.env["property.archive.whole.package"].sudo()
        confirmed = packages.search_count([("state", "=", "confirmed")], limit=1)
        return super()._archive_may_uninstall() or confirmed or not packages._count_filed()

    def _archive_check_uninstall(self):
        result = super()._archive_check_uninstall()
        if "property_archive" in self.mapped("name"):
            self.env["property.archive.whole.package"]._check_uninstall()
        return result
