from odoo import models


class PropertyArchivePlaceWizard(models.TransientModel):
    """Set one place for the chosen lines of a handover."""

    _inherit = "property.archive.place.wizard"

    def action_confirm(self):
        if self.env.context.get("active_model") != "property.archive.handover.line":
            return super().action_confirm()
        self.ensure_one()
        lines = self.env["property.archive.handover.line"].browse(
            self.env.context.get("active_ids", [])
        )
        lines.check_access("write")
        lines.write({"location_id": self.location_id.id})
        if self.env.context.get("archive_accept"):
            lines.handover_id.action_accept_all()
        return {"type": "ir.actions.act_window_close"}
