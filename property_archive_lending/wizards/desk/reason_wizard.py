from odoo import api, models


class PropertyArchiveReasonWizard(models.TransientModel):
    """Why a key is not back (requirement D12)."""

    _inherit = "property.archive.reason.wizard"

    @api.model
    def _actions(self):
        return super()._actions() | {("property.archive.loan.line", "action_note_late")}
