from odoo import api, models


class PropertyArchiveReasonWizard(models.TransientModel):
    """What became of a copy that was out (D10, F1)."""

    _inherit = "property.archive.reason.wizard"

    @api.model
    def _actions(self):
        return super()._actions() | {("property.archive.loan.line", "action_copy_back")}
