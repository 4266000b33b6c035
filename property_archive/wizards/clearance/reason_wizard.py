from odoo import api, models


class PropertyArchiveReasonWizard(models.TransientModel):
    """The dialog asks why a user is suspended, or let in again (F4)."""

    _inherit = "property.archive.reason.wizard"

    @api.model
    def _actions(self):
        return super()._actions() | {
            ("res.users", "action_archive_suspend"),
            ("property.archive.suspension", "action_lift"),
        }
