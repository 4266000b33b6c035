from odoo import fields, models
from odoo.fields import Domain


class PropertyArchiveSummaryWizard(models.TransientModel):
    _inherit = "property.archive.summary.wizard"

    def _figures(self, start):
        """Add use: asked for, handed out, returned, late."""
        line, use = "property.archive.loan.line", self.env._("Use of the Archive")
        after = self._period_bounds(start)[3]
        # a copy is kept by whom it was made for
        out = (
            Domain("state", "in", ["out", "returned"])
            & Domain("date_out", "<", after)
            & (Domain("date_returned", "=", False) | Domain("date_returned", ">=", after))
        )
        return super()._figures(start) + [
            (
                use,
                self.env._("Requests"),
                line,
                Domain("state", "!=", "draft") & self._within("create_date", start),
            ),
            (use, self.env._("Handed out"), line, self._within("date_out", start)),
            (use, self.env._("Returned"), line, self._within("date_returned", start)),
            (use, self.env._("Out at the end"), line, out),
            (
                use,
                self.env._("Overdue at the end"),
                line,
                out & Domain("date_due", "<", min(after, fields.Datetime.now())),
            ),
        ]
