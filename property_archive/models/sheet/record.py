from odoo import models


class PropertyArchiveRecord(models.Model):
    """Delete the sheet entries when the content of a record is destroyed (E6)."""

    _inherit = "property.archive.record"

    def _clear_content(self):
        values = self.env["property.archive.sheet.value"].sudo()
        values.search([("record_id", "in", self.ids)]).unlink()
        return super()._clear_content()
