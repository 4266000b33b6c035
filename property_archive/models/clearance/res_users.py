from odoo import models
from odoo.exceptions import AccessDenied
from odoo.tools import SQL


class ResUsers(models.Model):
    """A suspended user cannot log in, and rights end with the employment (F4, F5)."""

    _inherit = "res.users"

    # -- suspended --------------------------------------------------------------------------

    def _check_credentials(self, credential, env):
        if self.env["property.archive.suspension"]._suspended(self.env.user):
            raise AccessDenied()
        return super()._check_credentials(credential, env)

    def _get_session_token_query_params(self):
        # Each suspension ends the existing sessions for good: lifting it does not restore them.
        params = super()._get_session_token_query_params()
        params["select"] = SQL(
            "%s, (SELECT max(s.id) FROM property_archive_suspension s"
            " WHERE s.user_id = res_users.id) AS archive_suspension",
            params["select"],
        )
        return params

    def action_archive_suspend(self, reason=None):
        """Suspend these people at once, with all their accounts (requirement F4).

        :param str reason: stored with the suspension; without one, a dialog asks for it
        :raise UserError: see ``property.archive.suspension``
        """
        users = self._archive_same_person()
        if not (reason or "").strip():
            return self.env["property.archive.reason.wizard"]._ask(
                users,
                self.env._("Suspend"),
                "action_archive_suspend",
                self.env._(
                    "These users are stopped at once: logged out everywhere, API keys removed,"
                    " clearances and read rights ended. They stay active, and what is open in the"
                    " archive stays open. Say why."
                ),
            )
        self.env["property.archive.suspension"]._suspend(users, reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    # -- rights that end --------------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        self._archive_forget_rights()
        return result

    def _archive_end_rights(self, companies=None):
        """End these users' clearances and read rights, and pass their pending decisions on.

        :param companies: ``res.company`` in which they end, by default all
        """
        if self and (companies is None or companies):
            self._archive_end_rights_in(companies)

    def _archive_end_rights_in(self, companies):
        """Hook: each room ends the rights it gave these users, through ``super()``.

        :param companies: ``res.company`` in which they end, None for all
        """
        clearances = self.env["property.archive.clearance"].sudo()
        clearances.search(
            [*self._archive_rights_domain(companies), ("state", "=", "granted")]
        )._revoke()

    def _archive_rights_domain(self, companies):
        """Domain of the rows that belong to these users: see :meth:`_archive_end_rights_in`.

        :rtype: list
        """
        where = [("company_id", "in", companies.ids)] if companies is not None else []
        return [("user_id", "in", self.ids), *where]
