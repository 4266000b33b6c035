from odoo import api, models


class PropertyArchiveWholePackage(models.Model):
    """No package of an estate outlives what is certified as destroyed (E6)."""

    _inherit = "property.archive.whole.package"

    @api.model
    def _forget_content(self):
        result = super()._forget_content()
        done = self.env["property.archive.estate.transfer"].sudo().search([("state", "=", "done")])
        for transfer in done.filtered("package_there"):
            transfer._clear_folder()
            self.env["property.archive.log"]._log("estate_removed", transfer)
        return result
