from odoo import api, models
from odoo.fields import Domain


class PropertyArchiveOverview(models.AbstractModel):
    """Tile of undecided incidents (requirement G2)."""

    _inherit = "property.archive.overview"

    @api.model
    def _tiles(self):
        """Add open incidents."""
        return super()._tiles() | {
            "incidents": {
                "section": "due",
                "label": self.env._("Open incidents"),
                "icon": "fa-exclamation-triangle",
                "model": "property.archive.incident",
                "domain": Domain("state", "in", ["open", "reported"]),
                "action": "property_archive.property_archive_incident_action",
                "urgent": True,
            },
        }
