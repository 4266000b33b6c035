from odoo import api, models


class PropertyArchiveReasonWizard(models.TransientModel):
    """What was done with a document before it is passed on (H1)."""

    _inherit = "property.archive.reason.wizard"

    @api.model
    def _actions(self):
        return super()._actions() | {("property.archive.document.circulation", "action_done")}
