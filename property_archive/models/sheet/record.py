from odoo import models


class PropertyArchiveRecord(models.Model):
    """What was filled in goes with the content of a destroyed record (E6)."""

    _inherit = "property.archive.record"

    def _clear_content(self):
        values = self.env["property.archive.sheet.value"].sudo()
        values.search([("record_id", "in", self.ids)]).unlink()
        return super()._clear_content()
