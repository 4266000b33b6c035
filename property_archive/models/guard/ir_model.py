from odoo import models

#: What Odoo keeps of the structure of the archive. With a key that any caller may send along it
#: drops tables and columns together with their rows here. The check comes first in each of these
#: models: before Odoo drops anything.


class IrModel(models.Model):
    """Tables of the archive are dropped by its uninstallation and by nothing else (B6)."""

    _name = "ir.model"
    _inherit = ["property.archive.rows.mixin", "ir.model"]
    _archive_free_fields = frozenset(("name", "info"))

    def _archive_rows(self):
        return self.filtered(
            lambda row: row.model.startswith("property.archive.") and row.state != "manual"
        )


class IrModelFields(models.Model):
    """Columns of the archive, on models of Odoo too, stay as its addons ship them (B6)."""

    _name = "ir.model.fields"
    _inherit = ["property.archive.rows.mixin", "ir.model.fields"]
    _archive_free_fields = frozenset(("field_description", "help"))

    def _archive_rows(self):
        return self.filtered(
            lambda row: row.state != "manual" and "property_archive" in (row.modules or "")
        )


class IrModelFieldsSelection(models.Model):
    """Values of a selection are states of documents: removing one rewrites them (B6)."""

    _name = "ir.model.fields.selection"
    _inherit = ["property.archive.rows.mixin", "ir.model.fields.selection"]
    _archive_free_fields = frozenset(("name",))

    def _archive_rows(self):
        return self.filtered(lambda row: row.field_id._archive_rows())


class IrModelConstraint(models.Model):
    """Constraints of the archive stay."""

    _name = "ir.model.constraint"
    _inherit = ["property.archive.rows.mixin", "ir.model.constraint"]
    _archive_free_fields = frozenset(("message",))

    def _archive_rows(self):
        return self.filtered(lambda row: row.module.name.startswith("property_archive"))


class IrModelRelation(models.Model):
    """Tables between two models of the archive stay."""

    _name = "ir.model.relation"
    _inherit = ["property.archive.rows.mixin", "ir.model.relation"]

    def _archive_rows(self):
        return self.filtered(lambda row: row.module.name.startswith("property_archive"))


class IrModelAccess(models.Model):
    """Access rights to the archive stay as its addons ship them (B4)."""

    _name = "ir.model.access"
    _inherit = ["ir.model.access", "property.archive.rows.mixin"]

    def _archive_rows(self):
        return self.filtered(lambda row: row.model_id.model.startswith("property.archive."))
