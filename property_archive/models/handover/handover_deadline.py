from odoo import models
from odoo.tools import format_list


class PropertyArchiveHandoverLine(models.Model):
    """Transfer missing pieces to the record; returned records count as not handed in."""

    _inherit = "property.archive.handover.line"

    def _give_back(self, reason):
        result = super()._give_back(reason)
        # a returned record counts as not handed in
        drafts = self.sudo().record_id.filtered(lambda r: r.state == "draft")
        drafts._write_protected({"date_handed_in": False})
        return result

    def _note_missing(self):
        """After all signatures: note the missing pieces on the records, and ask for them."""
        for line in self.sudo().filtered("missing"):
            line.record_id._write_protected({"missing_note": line._missing_because()[:255]})
            line.record_id._chase_missing(line.company_id._archive_today())
        self.record_id._join_file()

    def _missing_text(self):
        """Text about missing pieces for the printed list."""
        self.ensure_one()
        line = self.sudo()
        return format_list(self.env, [t for t in (line.missing, line._missing_because()) if t])


class PropertyArchiveHandover(models.Model):
    """With the giver's signature the records count as handed in (requirement A7)."""

    _inherit = "property.archive.handover"

    def _after_giver_signed(self):
        result = super()._after_giver_signed()
        lines = self.sudo().line_ids.filtered(lambda line: line.result == "pending")
        # other kinds of handover move filed records
        lines.record_id.filtered(lambda r: r.state == "submitted")._hand_in()
        return result
