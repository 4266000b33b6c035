from odoo import models


class PropertyArchiveAmendment(models.Model):
    """An approved amendment reopens a sealed record (requirement A11)."""

    _inherit = "property.archive.amendment"

    def _apply(self):
        if self.kind != "reopen":
            return super()._apply()
        return self.record_id._reopen(self.date_reseal)
