from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessDenied, UserError

from ...http import is_superuser_session


class ResUsers(models.Model):
    """The superuser is nobody: no groups of the archive, and nobody logs in as it (B2)."""

    _inherit = "res.users"

    def _archive_log_groups(self, before):
        changed = {user: ids for (user, _name), ids in self._archive_groups().items() if ids}
        for user in changed:
            if user.id == SUPERUSER_ID:
                raise UserError(
                    self.env._(
                        "The superuser is nobody in the archive and is in none of its groups:"
                        " put a person into the group."
                    )
                )
        if is_superuser_session() and any(
            ids != before.get((user, "group_ids"), []) for user, ids in changed.items()
        ):
            self.env["property.archive.guarded"]._refuse_superuser("write")
        return super()._archive_log_groups(before)

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
