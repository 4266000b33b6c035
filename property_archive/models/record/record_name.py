from odoo import api, fields, models


class PropertyArchiveRecord(models.Model):
    """The name of a record, as other users read it (requirement B4)."""

    _inherit = "property.archive.record"

    title_made = fields.Char(
        store=False, help="The title as it was composed on the form: one typed over stays."
    )

    @api.onchange("category_id", "unit_id", "partner_id", "joint_partner_ids", "plate")
    def _onchange_title(self):
        """Propose the title of a new file from its unit and its subject (A5)."""
        if self.state != "draft" or (self.name and self.name != self.title_made):
            return
        about = self.category_id.subject_kind
        parts = [self.plate] if about == "vehicle" else []
        if about in ("unit", "partner_unit"):
            parts.append(self.unit_id.code)
        if about in ("partner", "outside", "partner_unit"):
            people = (self.partner_id | self.joint_partner_ids).mapped("name")
            parts.append("、".join(filter(None, people)))
        self.name = self.title_made = " ".join(filter(None, parts)) or False

    @api.depends("reference", "category_id.name")
    def _compute_display_name(self):
        """Code and category, the same for every user and at every level.

        Odoo and the documents of the archive copy names into messages, activities, mails and
        labels, and these copies stay when the record's level is raised. So the title is only in
        ``name``, and lists show it in a separate column to users who may read it.
        """
        for record in self:
            code = record.reference or self.env._("Draft %s", record.id or "")
            category = record.category_id.name
            record.display_name = f"{code} · {category}" if category else code

    @api.model
    @api.readonly
    def web_name_search(self, name, specification, domain=None, operator="ilike", limit=100):
        """When a record is selected, also show titles that everybody in the company may read."""
        found = super().web_name_search(name, specification, domain, operator, limit)
        for row in found:
            record = self.browse(row["id"])
            if "__formatted_display_name" in row and record._is_open_to_all():
                row["__formatted_display_name"] = f"{record.display_name} \t--{record.name}--"
        return found

    def _is_open_to_all(self):
        """Whether everybody in the company may read the title of this record."""
        return self.scope == "company" and not self.level_id.clearance_required
