from odoo import models

from odoo.addons.property_archive.blockers import add_blocker


class PropertyArchiveRecord(models.Model):
    """A record that was found goes to whoever waits for it (requirement D8)."""

    _inherit = "property.archive.record"

    def _set_found(self, **detail):
        """Call whoever waits for the records."""
        back = super()._set_found(**detail)
        self.env["property.archive.loan.line"]._call_next(back)
        return back

    def _get_blockers(self, operation):
        reasons = super()._get_blockers(operation)
        if operation != "hand_over":
            return reasons
        # a request that nobody can fulfil any more is decided before the file leaves
        lines = (
            self.env["property.archive.loan.line"]
            .sudo()
            .search(
                [
                    ("record_id", "in", self.ids),
                    ("state", "in", ["to_approve", "queued", "approved"]),
                ]
            )
        )
        for line in lines:
            text = self.env._("it is asked for in %s", line.loan_id.name)
            add_blocker(reasons, line.record_id.with_env(self.env), "request", text, line)
        return reasons
