from odoo import models


class IrModelAccess(models.Model):
    _name = "ir.model.access"
    _inherit = ["ir.model.access", "property.archive.rows.mixin"]

    def _archive_rows(self):
        return self.filtered(lambda row: row.model_id.model.startswith("property.archive."))
