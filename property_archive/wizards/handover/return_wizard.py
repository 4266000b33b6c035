from odoo import fields, models


class PropertyArchiveReturnWizard(models.TransientModel):
    """Ask the archivist why lines of a handover go back to the clerk."""

    _name = "property.archive.return.wizard"
    _description = "Return with a Reason"
    _inherit = ["property.archive.guarded"]

    reason = fields.Text(required=True)

    def action_confirm(self):
        """Return the handover lines the dialog was opened for."""
        self.ensure_one()
        lines = self.env["property.archive.handover.line"].browse(
            self.env.context.get("active_ids", [])
        )
        lines.action_return(self.reason)
        return {"type": "ir.actions.act_window_close"}
