from odoo import models


class PropertyArchiveHandover(models.Model):
    """The giver's signature hands in, for the deadlines (requirement A7)."""

    _inherit = "property.archive.handover"

    def _after_giver_signed(self):
        result = super()._after_giver_signed()
        lines = self.sudo().line_ids.filtered(lambda line: line.result == "pending")
        # other handovers move what is filed
        lines.record_id.filtered(lambda r: r.state == "submitted")._hand_in()
        return result


class PropertyArchiveHandoverLine(models.Model):
    """What is given back was not handed in (requirement A7)."""

    _inherit = "property.archive.handover.line"

    def _give_back(self, reason):
        result = super()._give_back(reason)
        # what was returned has not been handed in
        drafts = self.sudo().record_id.filtered(lambda r: r.state == "draft")
        drafts._write_protected({"date_handed_in": False})
        return result
