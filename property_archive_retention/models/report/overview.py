from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.property_archive.groups import ARCHIVIST, USER
from odoo.addons.property_archive.selections import KEPT_STATES


class PropertyArchiveOverview(models.AbstractModel):
    _inherit = "property.archive.overview"

    @api.model
    def _tiles(self):
        """Add what reaches the end of its retention, and what is on hold."""
        today = self.env.company._archive_today()
        to_appraise = [
            ("destruction_id.state", "=", "appraisal"),
            ("destruction_id.panel_ids", "in", self.env.uid),
            ("state", "=", "proposed"),
            ("opinion", "=", False),
        ]
        return super()._tiles() | {
            "retention_due": {
                "section": "due",
                "label": self.env._("Retention ends this year"),
                "icon": "fa-calendar-times-o",
                "model": "property.archive.record",
                "domain": Domain("state", "in", KEPT_STATES)
                & Domain("retention_permanent", "=", False)
                & Domain("date_retention_due", "<=", fields.Date.end_of(today, "year")),
                "action": "property_archive_retention.property_archive_record_action_due",
                "groups": USER,
                "always": True,
            },
            "appraise": {
                "section": "me",
                "label": self.env._("Records to appraise"),
                "icon": "fa-balance-scale",
                "model": "property.archive.destruction.line",
                "domain": to_appraise,
                "action": (
                    "property_archive_retention.property_archive_destruction_line_action_appraise"
                ),
            },
            "destructions": {
                "section": "due",
                "label": self.env._("Destructions under way"),
                "icon": "fa-fire",
                "model": "property.archive.destruction",
                "domain": Domain("state", "not in", ["done", "refused", "cancelled"]),
                "action": "property_archive_retention.property_archive_destruction_action",
                "groups": ARCHIVIST,
            },
            "holds_review": {
                "section": "late",
                "label": self.env._("Holds to review"),
                "icon": "fa-lock",
                "model": "property.archive.hold",
                "domain": Domain("state", "in", ["active", "to_lift"])
                & Domain("date_review", "<=", today),
                "action": "property_archive_retention.property_archive_hold_action",
                "groups": ARCHIVIST,
                "urgent": True,
            },
        }

    @api.model
    def _approval_lists(self):
        return super()._approval_lists() | {
            "property.archive.destruction": (
                "property_archive_retention.property_archive_destruction_action_to_approve"
            ),
        }
