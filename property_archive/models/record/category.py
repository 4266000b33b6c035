from odoo import fields, models


class PropertyArchiveCategory(models.Model):
    """The records of a category that the user can see."""

    _inherit = "property.archive.category"

    record_count = fields.Integer(compute="_compute_record_count")

    def _compute_record_count(self):
        counts = dict(
            self.env["property.archive.record"]._read_group(
                [("category_id", "in", self.ids)], ["category_id"], ["__count"]
            )
        )
        for category in self:
            category.record_count = counts.get(category, 0)

    def action_open_records(self):
        """Open the records of this category and its subcategories."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        action["domain"] = [("category_id", "child_of", self.id)]
        action["context"] = {"default_category_id": self.id}
        return action

    def action_open_shelf(self):
        """Open the same records in shelf order (A3)."""
        self.ensure_one()
        action = self.action_open_records()
        view = self.env.ref("property_archive.property_archive_record_view_list_shelf")
        action["name"] = self.env._("Shelf Order: %s", self.name)
        action["views"] = [(view.id, "list"), (False, "form")]
        return action
