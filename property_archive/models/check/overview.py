from odoo import api, models
from odoo.fields import Domain

from ...groups import KEEPER


class PropertyArchiveOverview(models.AbstractModel):
    """Tiles of stock checks to do (requirement G2)."""

    _inherit = "property.archive.overview"

    @api.model
    def _tiles(self):
        """Add stock checks to do, and late ones."""
        overdue = Domain("date_due", "<", self.env.company._archive_today())
        open_checks = Domain("state", "in", ["draft", "counting"])
        return super()._tiles() | {
            "checks": {
                "section": "due",
                "label": self.env._("Stock checks to do"),
                "icon": "fa-barcode",
                "model": "property.archive.check",
                "domain": open_checks,
                "action": "property_archive.property_archive_check_action",
                "groups": KEEPER,
            },
            "checks_late": {
                "section": "late",
                "label": self.env._("Late stock checks"),
                "icon": "fa-barcode",
                "model": "property.archive.check",
                "domain": open_checks & overdue,
                "action": "property_archive.property_archive_check_action",
                "groups": KEEPER,
                "urgent": True,
            },
        }
