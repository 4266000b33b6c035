from odoo import models


class PropertyArchiveRecord(models.Model):
    """Put the short code of the estate into record codes."""

    _inherit = "property.archive.record"

    def _pattern_values(self):
        return super()._pattern_values() | {"project": self.sudo().project_id.code}
