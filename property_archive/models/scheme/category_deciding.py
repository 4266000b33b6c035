from odoo import api, models

#: Fields that only name, number or order. Rights, duties or terms follow from all others.
_PLAIN_FIELDS = frozenset(
    ("name", "code", "sequence", "numbering_pattern", "item_order", "shelf_order", "parent_path")
)


class PropertyArchiveCategory(models.Model):
    """Rights, duties and terms follow from a category: its changes are logged and told (B6)."""

    _inherit = "property.archive.category"
    #: Changes are reported, as those of levels.
    _archive_told = True

    @api.model
    def _deciding_fields(self):
        """Names of the fields that decide about rights, duties and terms: changes are logged.

        Rows of a category, such as its checklist, log their own changes.

        :rtype: set(str)
        """
        return {
            name
            for name, field in self._fields.items()
            if (field.store or field.company_dependent)
            and not (field.readonly or field.compute)
            and field.type not in ("one2many", "text", "html", "binary")
        } - _PLAIN_FIELDS

    def write(self, vals):
        names = sorted(self._deciding_fields() & set(vals))
        before = self.env["property.archive.log"]._facts(self, names)
        result = super().write(vals)
        self.env["property.archive.log"]._log_changes(before, self, names)
        if "subject_reads" in names:
            self.env["res.users"]._archive_forget_rights()
        return result
