from odoo import api, models
from odoo.fields import Domain

_DOCUMENT = "property.archive.document"


class PropertyArchiveOverview(models.AbstractModel):
    _inherit = "property.archive.overview"

    @api.model
    def _tiles(self):
        """Add documents passed to the user, and those overdue."""
        today = self.env.company._archive_today()
        action = "property_archive.property_archive_document_action"
        held = Domain("state", "=", "here")
        return super()._tiles() | {
            "documents_mine": {
                "section": "me",
                "label": self.env._("Documents passed to me"),
                "icon": "fa-envelope-open-o",
                "model": _DOCUMENT,
                "domain": Domain(
                    "circulation_ids",
                    "any",
                    held & Domain("employee_id.user_id", "=", self.env.uid),
                ),
                "action": action,
            },
            "documents_back": {
                "section": "me",
                "label": self.env._("Documents to file"),
                "icon": "fa-envelope-o",
                "model": _DOCUMENT,
                "domain": Domain("state", "=", "back") & Domain("requester_id", "=", self.env.uid),
                "action": action,
            },
            "documents_late": {
                "section": "late",
                "label": self.env._("Documents not handled in time"),
                "icon": "fa-envelope",
                "model": _DOCUMENT,
                "domain": Domain("circulation_ids", "any", held & Domain("date_due", "<", today)),
                "action": action,
                "urgent": True,
            },
        }
