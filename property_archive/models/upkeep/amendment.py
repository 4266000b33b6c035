from odoo import models


class PropertyArchiveAmendment(models.Model):
    """A sealed record is reopened by an amendment that was approved (requirement A11)."""

    _inherit = "property.archive.amendment"

    def _apply(self):
        if self.kind != "reopen":
            return super()._apply()
        return self.record_id._reopen(self.date_reseal)
