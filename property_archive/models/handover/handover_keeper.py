from odoo import api, models
from odoo.fields import Domain


class PropertyArchiveHandover(models.Model):
    """Department archivists receive only handovers of which they keep every record (J4)."""

    _name = "property.archive.handover"
    _inherit = ["property.archive.kept", "property.archive.handover"]

    @api.depends("line_ids.record_id")
    def _compute_kept(self):
        return super()._compute_kept()

    @api.model
    def _kept_domain(self):
        """Domain of the handovers of which the current user keeps everything listed."""
        lines, records = (
            self.env[name].sudo()
            for name in ("property.archive.handover.line", "property.archive.record")
        )
        mine = records._search(Domain("kept", "=", True))
        others = lines._search(Domain("record_id", "not in", mine))
        return Domain("line_ids", "any!", Domain("record_id", "in", mine)) & ~Domain(
            "line_ids", "any!", Domain("id", "in", others)
        )
