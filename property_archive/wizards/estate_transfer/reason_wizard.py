from odoo import api, models


class PropertyArchiveReasonWizard(models.TransientModel):
    """Ask why an estate is not handed over after all, or may not be."""

    _inherit = "property.archive.reason.wizard"

    @api.model
    def _actions(self):
        transfer = "property.archive.estate.transfer"
        return super()._actions() | {(transfer, "action_cancel"), (transfer, "action_refuse")}
