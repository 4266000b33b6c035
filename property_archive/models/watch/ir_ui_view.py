from odoo import models


class IrUiView(models.Model):
    """Views that users write are code, which may concern the archive (B6)."""

    _name = "ir.ui.view"
    _inherit = ["ir.ui.view", "property.archive.watch.mixin"]
    _watched_fields = ("arch_db",)

    def _archive_watched(self):
        return super(IrUiView, self.filtered(lambda view: view.type == "qweb"))._archive_watched()
