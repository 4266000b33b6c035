from odoo import models

from ...blockers import add_blocker


class PropertyArchiveProject(models.Model):
    """An estate that is still being taken over is not given up."""

    _inherit = "property.archive.project"

    def _get_blockers(self, records):
        reasons = super()._get_blockers(records)
        running = (
            self.env["property.archive.takeover"]
            .sudo()
            .search([("project_id", "=", self.id), ("state", "in", ["draft", "to_sign"])])
        )
        for takeover in running:
            text = self.env._("it is being taken over in %s", takeover.name)
            add_blocker(reasons, self, "takeover", text, takeover)
        return reasons
