from odoo import api, models


class PropertyArchiveReasonWizard(models.TransientModel):
    """Ask why a penalty is waived (D11)."""

    _inherit = "property.archive.reason.wizard"

    @api.model
    def _actions(self):
        return super()._actions() | {("property.archive.penalty", "action_refuse")}
