from odoo import api, models


class PropertyArchiveEnclosure(models.Model):
    """Changed or added content needs a new check by the superior (A8)."""

    _inherit = "property.archive.enclosure"

    @api.model_create_multi
    def create(self, vals_list):
        enclosures = super().create(vals_list)
        enclosures.record_id._void_superior()
        return enclosures

    def write(self, vals):
        result = super().write(vals)
        self.record_id._void_superior()
        return result
