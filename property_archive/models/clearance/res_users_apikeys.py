from odoo import models


class ResUsersApikeys(models.Model):
    """A key made for a suspended user by whatever means opens nothing (F4)."""

    _inherit = "res.users.apikeys"

    def _check_credentials(self, *, scope, key):
        user_id = super()._check_credentials(scope=scope, key=key)
        users = self.env["res.users"].browse(user_id or [])
        if self.env["property.archive.suspension"]._suspended(users):
            return None
        return user_id
