from odoo import api, models
from odoo.exceptions import AccessDenied
from odoo.tools import SQL


class ResUsers(models.Model):
    """Who a user is as a person, and how they leave the archive."""

    _inherit = "res.users"

    def _archive_same_person(self):
        """These users with all other users of the same people, in all companies.

        Two users are one person when they share a contact or an employee's work contact:
        duties that must be apart stay apart however many accounts somebody has.
        """
        users = self.sudo().with_context(active_test=False)
        employees = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("user_id", "in", users.ids)])
        )
        partners = users.partner_id | employees.work_contact_id
        colleagues = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("work_contact_id", "in", partners.ids)])
        )
        same = users | colleagues.user_id
        same |= users.search([("partner_id", "in", partners.ids)])
        return self.browse(same.ids)

    def _archive_subject_partners(self):
        """Contacts whose files are files about this user (B5).

        Their own, and for a portal user the company they are a contact of. A contact
        below another person is not that person.
        """
        partner = self.sudo().partner_id
        return partner._archive_subject_partners() if self.share else partner

    def _archive_leaving_employees(self):
        """Employees of these users, in every company, active or not."""
        return (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("user_id", "in", self.ids)])
        )

    def _archive_groups(self):
        """Groups of the archive these users are in, as facts for the log.

        :rtype: dict(tuple, list(int))
        """
        privilege = self.env.ref("property_archive.privilege_property_archive")
        return {
            (user, "group_ids"): sorted(
                user.all_group_ids.filtered(lambda group: group.privilege_id == privilege).ids
            )
            for user in self.sudo().with_context(active_test=False)
        }

    def _archive_log_groups(self, before):
        """Log who came into or out of a group of the archive (B6)."""
        for (user, name), after in self._archive_groups().items():
            old = before.get((user, name), [])
            if after != old:
                self.env["property.archive.log"]._log(
                    "rights_changed", user, field=name, before=old, after=after
                )

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        users._archive_log_groups({})
        return users

    def _archive_users(self):
        """The user that this person is: see also ``hr.employee``."""
        return self

    def _archive_check_leaving(self, companies=None):
        """Refuse that these users go while something is open (F1, F4).

        Of who is an employee, the employee is asked about; who is none, is asked about as
        a user.

        :param companies: ``res.company`` whose employees are meant, default all
        """
        if not self:
            return
        employees = self._archive_leaving_employees()
        users = self.sudo() - employees.user_id
        if companies is not None:
            employees = employees.filtered(lambda e: e.company_id in companies)
            users = users.browse()
        employees._archive_check_departure(users, stays=True)

    def write(self, vals):
        names = [name for name in ("company_ids", "active", "partner_id") if name in vals]
        log = self.env["property.archive.log"]
        before = log._facts(self, names)
        groups = self._archive_groups() if "group_ids" in vals else {}
        gone = self.browse()
        if "active" in vals and not vals["active"]:
            gone = self.filtered("active")
            self._archive_check_leaving()
        if "partner_id" in vals:
            self.filtered(lambda u: u.partner_id.id != vals["partner_id"])._archive_check_leaving()
        internal = self.filtered(lambda u: u._is_internal())
        companies = {user: user.sudo().company_ids for user in self if "company_ids" in vals}
        result = super().write(vals)
        if {"group_ids", "share"} & set(vals):
            demoted = internal.filtered(lambda u: not u._is_internal())
            demoted._archive_check_leaving()
            demoted._archive_end_rights()
        for user, earlier in companies.items():
            if lost := earlier - user.sudo().company_ids:
                user._archive_check_leaving(lost)
                user._archive_end_rights(lost)
        gone._archive_end_rights()
        self.env["property.archive.access"]._forget()
        log._log_changes(before, self, names)
        if "group_ids" in vals:
            self._archive_log_groups(groups)
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_archive_check(self):
        self._archive_check_leaving()

    # -- suspended --------------------------------------------------------------------------

    def _check_credentials(self, credential, env):
        if self.env["property.archive.suspension"]._suspended(self.env.user):
            raise AccessDenied()
        return super()._check_credentials(credential, env)

    def _get_session_token_query_params(self):
        # Each suspension ends the sessions there are, for good: lifting it revives none.
        params = super()._get_session_token_query_params()
        params["select"] = SQL(
            "%s, (SELECT max(s.id) FROM property_archive_suspension s"
            " WHERE s.user_id = res_users.id) AS archive_suspension",
            params["select"],
        )
        return params

    def action_archive_suspend(self):
        """Stop these users at once: a dialog asks for the reason."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Suspend"),
            "res_model": "property.archive.suspend.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_user_ids": self._archive_same_person().ids},
        }
