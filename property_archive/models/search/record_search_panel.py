from odoo import api, fields, models
from odoo.fields import Domain


class PropertyArchiveRecord(models.Model):
    """The filters and the panel beside the list (requirement G3)."""

    _inherit = "property.archive.record"

    my_department = fields.Boolean(store=False, search="_search_my_department", exportable=False)

    def _search_my_department(self, operator, value):
        """Records of the department the user works in, and of those below one they head."""
        if operator != "in":
            return NotImplemented
        employees = self.env.user.sudo().with_context({}).employee_ids
        departments = employees.current_version_id.department_id
        headed = departments.search([("manager_id", "in", employees.ids)])
        below = departments.search([("id", "child_of", headed.ids)]) if headed else headed
        mine = Domain("department_id", "in", (departments | below).ids)
        return Domain.OR(mine if truth else ~mine for truth in value)

    @api.model
    def search_panel_select_range(self, field_name, **kwargs):
        """Places down to the depth that fits: a store has some rooms and thousands of boxes.

        What lies deeper counts for the place around it, and opening that one lists it.
        """
        limit = kwargs.get("limit")
        if field_name != "location_id" or not limit:
            return super().search_panel_select_range(field_name, **kwargs)
        result = super().search_panel_select_range(field_name, **{**kwargs, "limit": None})
        parent = result["parent_field"]
        values = {value["id"]: value for value in result["values"]}
        depths = {}
        for place_id in values:
            depth, above = 0, values[place_id].get(parent)
            while above:
                depth, above = depth + 1, values[above].get(parent)
            depths.setdefault(depth, []).append(place_id)
        kept = set()
        for depth in sorted(depths):
            if len(kept) + len(depths[depth]) >= limit:
                break
            kept.update(depths[depth])
        result["values"] = [value for place_id, value in values.items() if place_id in kept]
        return result
