from odoo import models


class ResUsers(models.Model):
    """Discharge activities are personal and not passed on (requirements F2, F3)."""

    _inherit = "res.users"

    def _archive_own_activities(self):
        return [
            *super()._archive_own_activities(),
            "property_archive.mail_activity_type_leaving",
            "property_archive.mail_activity_type_discharge_sign",
        ]
