from odoo import api, models


class PropertyArchiveReasonWizard(models.TransientModel):
    """Why a user is stopped at once, or let in again (F4)."""

    _inherit = "property.archive.reason.wizard"

    @api.model
    def _actions(self):
        return super()._actions() | {
            ("res.users", "action_archive_suspend"),
            ("property.archive.suspension", "action_lift"),
        }
