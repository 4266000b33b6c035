from odoo import api, models
from odoo.fields import Domain


class PropertyArchiveOverview(models.AbstractModel):
    """Keys to take over, and sealed keys whose use is not closed (J13)."""

    _inherit = "property.archive.overview"

    @api.model
    def _tiles(self):
        me = self.env.uid
        mine = Domain("state", "=", "draft") & Domain("giver_id", "=", me)
        mine |= Domain("state", "=", "given") & Domain("receiver_id", "=", me)
        return super()._tiles() | {
            "key_shifts": {
                "section": "me",
                "label": self.env._("Keys to count and sign for"),
                "icon": "fa-key",
                "model": "property.archive.key.shift",
                "domain": mine,
                "action": "property_archive_lending.property_archive_key_shift_action",
            },
            "keys_after_use": {
                "section": "due",
                "label": self.env._("Sealed keys used: stamp or signature missing"),
                "icon": "fa-key",
                "model": "property.archive.loan.line",
                "domain": Domain("after_use_open", "=", True),
                "action": "property_archive_lending.property_archive_loan_line_action",
            },
        }
