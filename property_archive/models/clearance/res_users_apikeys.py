from odoo import SUPERUSER_ID, models


class ResUsersApikeys(models.Model):
    """API keys of suspended users and of the superuser are refused (B2, F4)."""

    _inherit = "res.users.apikeys"

    def _check_credentials(self, *, scope, key):
        user_id = super()._check_credentials(scope=scope, key=key)
        users = self.env["res.users"].browse(user_id or [])
        if user_id == SUPERUSER_ID or self.env["property.archive.suspension"]._suspended(users):
            return None
        return user_id
