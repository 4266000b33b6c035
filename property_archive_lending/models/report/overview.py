from odoo import api, models
from odoo.fields import Domain

from odoo.addons.property_archive.groups import KEEPER

LINE = "property.archive.loan.line"
REGISTER = "property_archive_lending.property_archive_loan_line_action"
DESK = "property_archive_lending.property_archive_loan_line_action_desk"


class PropertyArchiveOverview(models.AbstractModel):
    _inherit = "property.archive.overview"

    @api.model
    def _tiles(self):
        return super()._tiles() | self._borrower_tiles() | self._desk_tiles()

    def _borrower_tiles(self):
        """What the user has out."""
        mine = [("employee_id.user_id", "=", self.env.uid), ("state", "=", "out")]
        return {
            "loans_mine": {
                "section": "me",
                "label": self.env._("I have out"),
                "icon": "fa-book",
                "model": LINE,
                "domain": mine,
                "action": REGISTER,
                "always": True,
            },
            "loans_mine_overdue": {
                "section": "late",
                "label": self.env._("I should have returned"),
                "icon": "fa-bell-o",
                "model": LINE,
                "domain": [*mine, ("overdue", "=", True)],
                "action": REGISTER,
                "urgent": True,
            },
        }

    def _desk_tiles(self):
        """What waits at the desk, and what is out."""
        return {
            "loans_desk": {
                "section": "due",
                "label": self.env._("To hand out at the desk"),
                "icon": "fa-hand-o-right",
                "model": LINE,
                "domain": Domain("state", "=", "approved"),
                "action": DESK,
                "groups": KEEPER,
                "always": True,
            },
            "loans_overdue": {
                "section": "late",
                "label": self.env._("Overdue loans"),
                "icon": "fa-clock-o",
                "model": LINE,
                "domain": Domain("overdue", "=", True),
                "action": "property_archive_lending.property_archive_loan_line_action_overdue",
                "groups": KEEPER,
                "urgent": True,
                "always": True,
            },
            "loans_out": {
                "section": "out",
                "label": self.env._("On loan"),
                "icon": "fa-sign-out",
                "model": LINE,
                "domain": Domain("state", "=", "out"),
                "action": DESK,
                "groups": KEEPER,
                "always": True,
            },
            "loans_queued": {
                "section": "out",
                "label": self.env._("Waiting for what is out"),
                "icon": "fa-hourglass-half",
                "model": LINE,
                "domain": Domain("state", "=", "queued"),
                "action": DESK,
                "groups": KEEPER,
            },
        }

    @api.model
    def _approval_lists(self):
        return super()._approval_lists() | {
            LINE: "property_archive_lending.property_archive_loan_line_action_approve",
        }
