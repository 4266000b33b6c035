from odoo import models


class IrModelFields(models.Model):
    """A field that somebody adds by hand is code, and may be one on the archive (B6)."""

    _name = "ir.model.fields"
    _inherit = ["ir.model.fields", "property.archive.watch.mixin"]
    _watched_fields = ("compute", "depends", "related", "relation", "model")

    def _archive_watched(self):
        return super(
            IrModelFields, self.filtered(lambda field: field.state == "manual")
        )._archive_watched()
