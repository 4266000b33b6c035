from odoo import api, models


class PropertyArchiveEnclosure(models.Model):
    """A superior checked what was there then: more or other content is checked anew (A8)."""

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
