from odoo import api, models


class PropertyArchiveReasonWizard(models.TransientModel):
    _inherit = "property.archive.reason.wizard"

    @api.model
    def _actions(self):
        return super()._actions() | {("property.archive.loan.line", "action_note_late")}
