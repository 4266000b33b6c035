from odoo import models

from .destruction_proposal import note_of


class PropertyArchiveHold(models.Model):
    """A hold is noted on the open destructions that list its records (E2, E3)."""

    _inherit = "property.archive.hold"

    def _add_records(self, records):
        added = super()._add_records(records)
        lines = added.destruction_line_ids.filtered(
            lambda line: line.state in ("proposed", "approved")
        )
        lines._write_protected({"blocker_note": self.env._("held by %s", self.name)})
        return added

    def _released(self, records):
        result = super()._released(records)
        lines = records.destruction_line_ids.filtered(
            lambda line: line.state in ("proposed", "approved") and line.blocker_note
        )
        for batch, listed in lines.grouped("destruction_id").items():
            blockers = batch._blockers_of(listed.record_id)
            for line in listed:
                note = note_of(blockers.get(line.record_id, ())) or False
                line._write_protected({"blocker_note": note})
        return result
