from odoo import api, models


class PropertyArchiveRecord(models.Model):
    """What a record is called where others read it (requirement B4)."""

    _inherit = "property.archive.record"

    @api.depends("reference", "category_id.name")
    def _compute_display_name(self):
        """Code and category, for everybody and at every level.

        Odoo and the documents of the archive copy names into messages, subjects, tasks,
        mails and labels, and a copy stays when the level of its record is raised: the title
        lives in ``name`` alone, and lists show it in a column of its own to who may read it.
        """
        for record in self:
            code = record.reference or self.env._("Draft %s", record.id or "")
            category = record.category_id.name
            record.display_name = f"{code} · {category}" if category else code

    @api.model
    @api.readonly
    def web_name_search(self, name, specification, domain=None, operator="ilike", limit=100):
        """Whoever picks a record sees the titles that everybody in the company may read."""
        found = super().web_name_search(name, specification, domain, operator, limit)
        for row in found:
            record = self.browse(row["id"])
            if "__formatted_display_name" in row and record._is_open_to_all():
                row["__formatted_display_name"] = f"{record.display_name} \t--{record.name}--"
        return found

    def _is_open_to_all(self):
        """Whether everybody in the company may read the title of this record."""
        return self.scope == "company" and not self.level_id.clearance_required
