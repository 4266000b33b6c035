from odoo import api, models


class PropertyArchiveLogSeal(models.Model):
    """What the database noted of who is who comes into the log with the next sealing (B6)."""

    _inherit = "property.archive.log.seal"

    @api.model
    def _cron_seal(self):
        self.env["property.archive.identity"]._log_links()
        return super()._cron_seal()
