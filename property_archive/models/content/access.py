from odoo import api, models


class PropertyArchiveAccess(models.Model):
    """Who reads content follows from who reads the record (requirement B7)."""

    _inherit = "property.archive.access"

    @api.model
    def _forget(self):
        result = super()._forget()
        self.env["property.archive.enclosure"].invalidate_model(["readable"], flush=False)
        return result
