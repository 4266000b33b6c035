from odoo import models
from odoo.fields import Domain


class PropertyArchiveSummaryWizard(models.TransientModel):
    _inherit = "property.archive.summary.wizard"

    def _figures(self, start):
        """Add what came to its end: due, destroyed, transferred, held."""
        end = self.env._("Retention")
        record = "property.archive.record"
        due = self._within("date_retention_due", start, dates=True)
        return super()._figures(start) + [
            (
                end,
                self.env._("Retention ended"),
                record,
                due & Domain("retention_permanent", "=", False),
            ),
            (
                end,
                self.env._("Records destroyed"),
                "property.archive.destruction.line",
                Domain("state", "=", "destroyed") & self._within("date_destroyed", start),
            ),
            (
                end,
                self.env._("Transfers received"),
                "property.archive.transfer",
                Domain("state", "=", "done") & self._within("date_done", start),
            ),
            (
                end,
                self.env._("Holds placed"),
                "property.archive.hold",
                self._within("date_placed", start),
            ),
            (
                end,
                self.env._("Holds lifted"),
                "property.archive.hold",
                self._within("date_lifted", start),
            ),
        ]
