from odoo import models


class IrRule(models.Model):
    _name = "ir.rule"
    _inherit = ["ir.rule", "property.archive.rows.mixin"]

    def _archive_rows(self):
        return self.filtered(lambda row: row.model_id.model.startswith("property.archive."))
