from odoo import api, models


class PropertyArchiveReasonWizard(models.TransientModel):
    _inherit = "property.archive.reason.wizard"

    @api.model
    def _actions(self):
        return super()._actions() | {
            ("property.archive.hold", "action_lift"),
            ("property.archive.destruction", "action_stop"),
            ("property.archive.destruction.line", "action_object"),
        }
