from odoo import api, fields, models
from odoo.exceptions import AccessError


class PropertyArchiveHoldLine(models.Model):
    """A record under a hold, and how it came there. Written by the hold alone (E3)."""

    _name = "property.archive.hold.line"
    _description = "Held Record"
    _inherit = ["property.archive.disposal.line.mixin"]
    _order = "hold_id, record_id"

    hold_id = fields.Many2one(
        "property.archive.hold", required=True, readonly=True, ondelete="restrict"
    )
    way = fields.Selection(
        [
            ("direct", "Named by the hold"),
            ("item", "Item of a held volume"),
            ("volume", "Volume around a held item"),
        ],
        required=True,
        readonly=True,
    )
    hold_state = fields.Selection(related="hold_id.state", string="Status of the Hold")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict", index=True
    )

    _record_uniq = models.UniqueIndex(
        "(hold_id, record_id)", "The record is under this hold already."
    )

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("Holds are lifted, not deleted."))
