from odoo import api, models


class PropertyArchiveReasonWizard(models.TransientModel):
    """Why a hold is lifted, a destruction stopped, a record kept (requirements E3, E4)."""

    _inherit = "property.archive.reason.wizard"

    @api.model
    def _actions(self):
        return super()._actions() | {
            ("property.archive.hold", "action_lift"),
            ("property.archive.destruction", "action_stop"),
            ("property.archive.destruction.line", "action_object"),
        }
