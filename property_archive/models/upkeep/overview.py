from odoo import api, models
from odoo.fields import Domain

from ...groups import USER


class PropertyArchiveOverview(models.AbstractModel):
    """Tile of files to review (requirement G2)."""

    _inherit = "property.archive.overview"

    @api.model
    def _tiles(self):
        """Add files whose review is due."""
        today = self.env.company._archive_today()
        return super()._tiles() | {
            "reviews": {
                "section": "due",
                "label": self.env._("Files to review"),
                "icon": "fa-refresh",
                "model": "property.archive.record",
                "domain": Domain("to_check", "=", True)
                | (Domain("state", "=", "filed") & Domain("date_review_due", "<=", today)),
                "action": "property_archive.property_archive_record_action",
                "groups": USER,
            },
        }
