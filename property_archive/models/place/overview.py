from odoo import api, models
from odoo.fields import Domain

from ...groups import KEEPER


class PropertyArchiveOverview(models.AbstractModel):
    """Records to repair (requirement G2)."""

    _inherit = "property.archive.overview"

    @api.model
    def _tiles(self):
        """Add repairs to make."""
        return super()._tiles() | {
            "repairs": {
                "section": "due",
                "label": self.env._("Repairs and copies to make"),
                "icon": "fa-wrench",
                "model": "property.archive.repair",
                "domain": Domain("state", "in", ["todo", "doing"]),
                "action": "property_archive.property_archive_repair_action",
                "groups": KEEPER,
            },
        }
