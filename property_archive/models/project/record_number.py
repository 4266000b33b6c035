from odoo import models


class PropertyArchiveRecord(models.Model):
    """The short code of the estate in the codes of files."""

    _inherit = "property.archive.record"

    def _pattern_values(self):
        return super()._pattern_values() | {"project": self.sudo().project_id.code}
