from odoo import models


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
