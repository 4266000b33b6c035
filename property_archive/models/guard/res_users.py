from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessDenied, UserError

from ...http import is_superuser_session

#: Fields by which somebody else could log in as this user.
_LOGIN_FIELDS = frozenset(("login", "password", "new_password", "totp_secret", "oauth_uid"))


class ResUsers(models.Model):
    """The superuser has no archive groups and cannot log in (B2).

    A user administrator can log in as any user. Changing the login of a user with rights in the
    archive is therefore reported (B6).
    """

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

    def _archive_login_touched(self, names):
        """Report that somebody else changed how these users log in, if they have archive rights.

        :param names: names of the changed fields
        """
        others = self.filtered(lambda user: user.id != self.env.uid)
        if not others or self.env.uid == SUPERUSER_ID or not self.env.registry.ready:
            return
        archive = set(self.env["res.groups"]._archive_group_ids())
        groups = others._archive_memberships()
        ours = others.filtered(lambda user: archive & groups.get(user.id, set()))
        if ours:
            self.env["property.archive.log"]._alarm("login_changed", ours, fields=sorted(names))

    def write(self, vals):
        if names := _LOGIN_FIELDS & set(vals):
            self._archive_login_touched(names)
        return super().write(vals)

    def action_reset_password(self):
        self._archive_login_touched(("password",))
        return super().action_reset_password()

    @api.model
    def load(self, fields, data):
        # A failed import is rolled back to a savepoint, but Odoo's cache of users' groups is not:
        # without this, a user would keep a group that nobody gave them.
        result = super().load(fields, data)
        if result.get("messages"):
            self.env.registry.clear_cache()
        return result

    def _check_credentials(self, credential, env):
        if self.env.user.id == SUPERUSER_ID:
            raise AccessDenied()
        return super()._check_credentials(credential, env)


class ResPartner(models.Model):
    """Passwords are reset by email: changing another person's address is reported (B6)."""

    _inherit = "res.partner"

    def write(self, vals):
        if "email" in vals:
            users = self.sudo().with_context(active_test=False).user_ids
            users.sudo(False)._archive_login_touched(("email",))
        return super().write(vals)
