from odoo import models

from ...hooks import check_uninstall


class IrModuleModule(models.Model):
    """Tell whoever uninstalls the addon at once what is still open."""

    _inherit = "ir.module.module"

    def _archive_check_uninstall(self):
        result = super()._archive_check_uninstall()
        if "property_archive_lending" in self.mapped("name"):
            check_uninstall(self.env)
        return result
