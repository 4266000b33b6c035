from odoo import api, models


class PropertyArchiveRecord(models.Model):
    """Search panel of places beside the list (requirement G3)."""

    _inherit = "property.archive.record"

    @api.model
    def search_panel_select_range(self, field_name, **kwargs):
        """Show places down to a depth that fits: a store has few rooms but thousands of boxes.

        Records deeper down are counted in, and listed with, the enclosing place shown.
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
