from odoo import api, models
from odoo.tools import SQL


class PropertyArchiveRecord(models.Model):
    """After a draft is deleted, check whether its clerk is cleared (F2)."""

    _inherit = "property.archive.record"

    def unlink(self):
        users, employees = self.sudo().submitter_id, self.sudo().responsible_id
        result = super().unlink()
        self.env["property.archive.discharge"]._refresh_people(users, employees)
        return result

    @api.model
    def _copied_texts(self):
        texts = {"property_archive_discharge_line": (("name",), SQL("TRUE"))}
        return {**super()._copied_texts(), **texts}
