from odoo import api, models


class PropertyArchiveAccess(models.Model):
    """The right to read content is based on the right to read the record (requirement B7)."""

    _inherit = "property.archive.access"

    @api.model
    def _forget(self):
        result = super()._forget()
        self.env["property.archive.enclosure"].invalidate_model(["readable"], flush=False)
        return result
