from odoo import models

from ...blockers import add_blocker
from .estate_transfer import BINDING_STATES


class PropertyArchiveRecord(models.Model):
    """A file that is on its way to another company with its estate."""

    _inherit = "property.archive.record"

    def unlink(self):
        self.check_access("unlink")
        # a draft that is listed and nothing more goes, and is in nobody's way any more
        self.env["property.archive.estate.transfer.line"]._take_off("record_id", self.ids)
        return super().unlink()

    def _get_blockers(self, operation):
        reasons = super()._get_blockers(operation)
        if operation == "read":
            return reasons
        lines = (
            self.env["property.archive.estate.transfer.line"]
            .sudo()
            .search(
                [
                    ("record_id", "in", self.ids),
                    ("manner", "!=", "kept"),
                    ("transfer_id.state", "in", BINDING_STATES),
                ]
            )
        )
        for line in lines:
            transfer = line.transfer_id
            text = self.env._("it goes with its estate in %s", transfer.name)
            record = self.browse(line.record_id.id)
            add_blocker(reasons, record, "estate_transfer", text, transfer)
        return reasons


class PropertyArchiveUnit(models.Model):
    """A unit that was registered by mistake is taken off a list that is not closed yet."""

    _inherit = "property.archive.unit"

    def unlink(self):
        self.check_access("unlink")
        self.env["property.archive.estate.transfer.line"]._take_off("unit_id", self.ids)
        return super().unlink()
