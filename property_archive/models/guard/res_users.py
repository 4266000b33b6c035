from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessDenied, UserError

from ...http import is_superuser_session


class ResUsers(models.Model):
    """The superuser is nobody: no groups of the archive, and nobody logs in as it (B2)."""

    _inherit = "res.users"

    def _archive_regrouped(self, before, after):
        archive = set(self.env["res.groups"]._archive_group_ids())
        if archive & after.get(SUPERUSER_ID, set()):
            raise UserError(
                self.env._(
                    "The superuser is nobody in the archive and is in none of its groups:"
                    " put a person into the group."
                )
            )
        if is_superuser_session() and any(
            archive & ids and archive & ids != archive & before.get(user, set())
            for user, ids in after.items()
        ):
            self.env["property.archive.guarded"]._refuse_superuser("write")
        return super()._archive_regrouped(before, after)

    @api.model
    def load(self, fields, data):
        # an import that fails is rolled back to a savepoint, and what Odoo keeps in memory
        # of everybody's groups is not: somebody would hold a group nobody gave them
        result = super().load(fields, data)
        if result.get("messages"):
            self.env.registry.clear_cache()
        return result

    def _check_credentials(self, credential, env):
        if self.env.user.id == SUPERUSER_ID:
            raise AccessDenied()
        return super()._check_credentials(credential, env)
