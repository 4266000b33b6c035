from odoo import api, models


class PropertyArchiveEnclosure(models.Model):
    """Pieces under a hold (requirement E3)."""

    _inherit = "property.archive.enclosure"

    @api.ondelete(at_uninstall=True)
    def _unlink_not_held(self):
        """Raise when a piece of a held record is deleted, even of a draft (E3)."""
        self.sudo().record_id._check_held()
