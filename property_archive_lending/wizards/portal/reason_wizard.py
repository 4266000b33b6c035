from odoo import api, models


class PropertyArchiveReasonWizard(models.TransientModel):
    """How a correction was carried out (A10)."""

    _inherit = "property.archive.reason.wizard"

    @api.model
    def _actions(self):
        return super()._actions() | {("property.archive.loan.line", "action_correct")}
