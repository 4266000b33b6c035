from odoo import models


class PropertyArchiveRecord(models.Model):
    """A record that was found goes to whoever waits for it (requirement D8)."""

    _inherit = "property.archive.record"

    def _set_found(self, **detail):
        """Call whoever waits for the records."""
        back = super()._set_found(**detail)
        self.env["property.archive.loan.line"]._call_next(back)
        return back
