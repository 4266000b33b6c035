from odoo import api, models


class PropertyArchiveReasonWizard(models.TransientModel):
    """Ask why a record is returned to its clerk (A8)."""

    _inherit = "property.archive.reason.wizard"

    @api.model
    def _actions(self):
        return super()._actions() | {("property.archive.handover.line", "action_return")}
