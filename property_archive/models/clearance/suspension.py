from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...groups import EXECUTIVE, MANAGER

_MAY = (
    "base.group_system",
    "hr.group_hr_manager",
    MANAGER,
    EXECUTIVE,
)


class PropertyArchiveSuspension(models.Model):
    """Suspension of a user at once, without passing the departure check (requirement F4).

    Login, sessions, API keys, clearances and read rights end, but the user and the employee stay
    active and open items stay open. The user is suspended as long as the row is open; another
    person lifts the suspension, and rows are never deleted.
    """

    _name = "property.archive.suspension"
    _description = "Suspended User"
    _inherit = ["property.archive.protected"]
    _order = "id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    reason = fields.Char(required=True, readonly=True)
    date = fields.Datetime("Suspended On", required=True, readonly=True)
    suspended_by_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict"
    )
    date_lifted = fields.Datetime("Lifted On", readonly=True)
    lifted_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    lift_reason = fields.Char(readonly=True)

    _open_uniq = models.UniqueIndex(
        "(user_id) WHERE date_lifted IS NULL", "This user is suspended already."
    )

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("A suspension is lifted, never deleted."))

    @api.model
    def _suspended(self, users):
        """Those of these users who are suspended now.

        :rtype: res.users
        """
        if not users:
            return users
        rows = self.sudo().search_fetch(
            [("user_id", "in", users.ids), ("date_lifted", "=", False)], ["user_id"]
        )
        return users.browse(rows.user_id.ids)

    @api.model
    def _check_may(self, users):
        me = self.env.user
        if not any(me.has_group(group) for group in _MAY):
            raise AccessError(
                self.env._("Users are suspended by HR, an administrator or the archive head.")
            )
        if users & me._archive_same_person():
            raise UserError(self.env._("Nobody suspends themselves, or lifts their own."))
        if not me.has_group("base.group_system") and any(
            user.has_group("base.group_system") for user in users.sudo()
        ):
            raise AccessError(self.env._("An administrator is suspended by an administrator."))
        unseen = users.sudo().filtered(lambda u: not u.company_ids & self.env.companies)
        if unseen:
            raise AccessError(self.env._("%s works for another company.", unseen[0].name))

    @api.model
    def _suspend(self, users, reason):
        """Suspend these users now: logins, sessions, API keys, clearances and read rights end.

        :param users: ``res.users``
        :param str reason: stored with the suspension
        :rtype: property.archive.suspension
        :raise UserError: without a reason, or for the current user themselves
        """
        self._check_may(users)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why."))
        # a clearance granted at the same moment is seen here, and ends
        users.sudo().employee_ids._archive_lock(users)
        users = (users - self._suspended(users)).sudo()
        rows = self.sudo()._create_protected(
            [
                {
                    "user_id": user.id,
                    "company_id": user.company_id.id,
                    "reason": reason.strip(),
                    "date": fields.Datetime.now(),
                    "suspended_by_id": self.env.uid,
                }
                for user in users
            ]
        )
        rows.flush_recordset()
        self.env["res.users.apikeys"].sudo().search([("user_id", "in", users.ids)]).unlink()
        # the changed session token ends the sessions; delete their files now all the same
        self.env["res.device"].sudo().search([("user_id", "in", users.ids)])._revoke()
        users._archive_end_rights()
        self.env.registry.clear_cache()
        for row in rows:
            self.env["property.archive.log"]._log("suspended", row, user=row.user_id.id)
        return rows.sudo(False)

    def _lift(self, reason):
        """Let these users log in again; clearances have to be granted anew.

        :param str reason: stored with the suspension
        :raise UserError: for the user who suspended them, or without a reason
        """
        self._check_may(self.sudo().user_id)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why."))
        me = self.env.user._archive_same_person()
        for row in self.sudo():
            if row.date_lifted:
                raise UserError(self.env._("%s is not suspended.", row.user_id.name))
            if row.suspended_by_id in me:
                raise UserError(
                    self.env._(
                        "You suspended %s yourself: somebody else lifts it.", row.user_id.name
                    )
                )
        self.sudo()._write_protected(
            {
                "date_lifted": fields.Datetime.now(),
                "lifted_by_id": self.env.uid,
                "lift_reason": reason.strip(),
            }
        )
        self.flush_recordset()
        self.env.registry.clear_cache()
        for row in self.sudo():
            self.env["property.archive.log"]._log("suspension_lifted", row, user=row.user_id.id)

    def action_lift(self, reason=None):
        """Lift these suspensions.

        :param str reason: stored with the suspension; without one, a dialog asks for it
        :raise UserError: for the user who suspended them
        """
        if not (reason or "").strip():
            return self.env["property.archive.reason.wizard"]._ask(
                self,
                self.env._("Lift the Suspension"),
                "action_lift",
                self.env._(
                    "These users may log in again. Clearances and API keys are not given back:"
                    " they are made anew. Say why."
                ),
            )
        self._lift(reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
