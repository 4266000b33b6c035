from odoo import api, fields, models
from odoo.fields import Domain

from ...groups import KEEPER, USER


class PropertyArchiveOverview(models.AbstractModel):
    """Tiles of records to hand in and handovers to sign (requirement G2)."""

    _inherit = "property.archive.overview"

    @api.model
    def _tiles(self):
        """Add handovers to sign, as the first tile, and records handed in late."""
        to_sign = {
            "handover_sign": {
                "section": "me",
                "label": self.env._("Handovers to sign"),
                "icon": "fa-pencil-square-o",
                "model": "property.archive.handover",
                "domain": self._handovers_to_sign(),
                "action": "property_archive.property_archive_handover_action",
                "always": True,
            },
        }
        late = {
            "filing_late": {
                "section": "late",
                "label": self.env._("To be filed, and late"),
                "icon": "fa-clock-o",
                "model": "property.archive.record",
                "domain": Domain("state", "in", ["draft", "submitted"])
                & Domain("date_handed_in", "=", False)
                & Domain("date_filing_due", "<", fields.Datetime.now()),
                "action": "property_archive.property_archive_record_action",
                "groups": USER,
                "urgent": True,
                "always": True,
            },
        }
        return to_sign | super()._tiles() | late

    def _handovers_to_sign(self):
        user = self.env.user
        mine = Domain("state", "=", "draft") & Domain("giver_id", "=", user.id)
        mine |= Domain("state", "=", "received") & Domain("supervisor_id", "=", user.id)
        receives = Domain("receiver_id", "=", user.id)
        if user.has_group(KEEPER):
            receives |= Domain("receiver_id", "=", False) & Domain("kept", "=", True)
        return mine | Domain("state", "=", "given") & receives & Domain("giver_id", "!=", user.id)
