from odoo import fields, models
from odoo.exceptions import UserError


class PropertyArchiveRefuseWizard(models.TransientModel):
    """Ask the approver why a document is refused."""

    _name = "property.archive.refuse.wizard"
    _description = "Refuse with a Reason"
    _inherit = ["property.archive.guarded"]

    reason = fields.Text(required=True)

    def action_confirm(self):
        """Refuse the documents the dialog was opened for."""
        self.ensure_one()
        model = self.env.context.get("active_model")
        if not str(model).startswith("property.archive.") or model not in self.env:
            raise UserError(self.env._("Open this dialog with the button of a document."))
        documents = self.env[model].browse(self.env.context.get("active_ids", []))
        documents.check_access("read")
        documents.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
