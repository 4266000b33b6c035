from odoo import models

from ...blockers import add_blocker


class PropertyArchiveProject(models.Model):
    """An estate whose files are being counted is not given up before the count is closed."""

    _inherit = "property.archive.project"

    def _get_blockers(self, records):
        reasons = super()._get_blockers(records)
        counted = (
            self.env["property.archive.check.line"]
            .sudo()
            ._read_group(
                [("check_id.state", "=", "counting"), ("record_id.project_id", "=", self.id)],
                ["check_id"],
            )
        )
        for (check,) in counted:
            text = self.env._("its files are being counted in %s", check.name)
            add_blocker(reasons, self, "check", text, check)
        return reasons
