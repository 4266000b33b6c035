from odoo import models


class IrModelFields(models.Model):
    """Manual fields contain code, which may concern the archive: it is reported (B6)."""

    _name = "ir.model.fields"
    _inherit = ["ir.model.fields", "property.archive.watch.mixin"]
    _watched_fields = ("compute", "depends", "related", "relation", "model")

    def _archive_watched(self):
        manual = self.filtered(lambda field: field.state == "manual")
        through = manual.filtered(lambda field: field._archive_leads_through())
        return super(IrModelFields, manual)._archive_watched() | through

    def _archive_leads_through(self):
        """Whether a related field passes through a document of the archive."""
        model = self.sudo().model
        for name in (self.sudo().related or "").split("."):
            field = self.env[model]._fields.get(name) if model in self.env else None
            if field is None:
                return False
            model = field.comodel_name or model
            if model.startswith("property.archive."):
                return True
        return False
