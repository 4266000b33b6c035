from odoo import models

#: External ids that code refers to: another row under such an id would give other rights.
_NAMED = (
    "ir.cron",
    "ir.model",
    "ir.model.access",
    "ir.model.fields",
    "ir.rule",
    "res.groups",
    "res.groups.privilege",
)


class IrModelData(models.Model):
    _name = "ir.model.data"
    _inherit = ["ir.model.data", "property.archive.rows.mixin"]

    def _archive_rows(self):
        return self.filtered(
            lambda row: row.model in _NAMED and row.module.startswith("property_archive")
        )
