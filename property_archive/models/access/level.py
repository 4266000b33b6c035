from odoo import models


class PropertyArchiveLevel(models.Model):
    """The protection of a level that records have cannot be lowered (requirement B2)."""

    _inherit = "property.archive.level"

    def _in_use(self):
        records = self.env["property.archive.record"].sudo()
        return super()._in_use() or bool(
            records.search_count([("level_id", "=", self.id)], limit=1)
        )
