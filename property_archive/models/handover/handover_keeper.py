from odoo import api, fields, models
from odoo.fields import Domain


class PropertyArchiveHandover(models.Model):
    """Department archivists receive only handovers of which they keep every record (J4)."""

    _inherit = "property.archive.handover"

    kept = fields.Boolean(compute="_compute_kept", search="_search_kept")

    @api.depends_context("uid")
    @api.depends("line_ids.record_id")
    def _compute_kept(self):
        found = self.sudo().search(Domain("id", "in", self.ids) & self._kept_domain())
        for handover in self:
            handover.kept = handover.id in found.ids

    def _search_kept(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._kept_domain()
        return Domain.OR(domain if truth else ~domain for truth in value)

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

    def _archive_is_kept(self):
        return all(self.mapped("kept"))
