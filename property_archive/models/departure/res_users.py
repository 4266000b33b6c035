from odoo import api, models
from odoo.fields import Domain

from ...groups import ARCHIVIST
from .hr_employee_known import let_through, not_let_through

_APPROVAL = "property_archive.mail_activity_type_approval"
_INCIDENT = "property_archive.mail_activity_type_incident"


class ResUsers(models.Model):
    """Open work of leaving users passes to others and does not block them (F1, F5)."""

    _inherit = "res.users"

    # -- ways of leaving --------------------------------------------------------------------

    def _archive_leaving_employees(self):
        """Employees of these users, in every company, active or not."""
        return (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("user_id", "in", self.ids)])
        )

    def _archive_check_leaving(self, companies=None):
        """Refuse the departure of these users while something is open (F1, F4).

        A user with an employee is checked as that employee; any other is checked as
        a user.

        :param companies: ``res.company`` whose employees are meant, default all
        :return: ids of the users to whom archive data refers
        :rtype: set(int)
        """
        asked = not_let_through(self)
        if not asked:
            return set()
        self.env["hr.employee"]._archive_lock(asked)
        if not self.env["hr.employee"].sudo()._archive_people(asked, stays=True).known:
            return set()
        employees = asked._archive_leaving_employees()
        users = asked.sudo() - employees.user_id
        if companies is not None:
            employees = employees.filtered(lambda e: e.company_id in companies)
            users = users.browse()
        known = employees._archive_check_departure(users, stays=True)
        return {person.id if person._name == self._name else person.user_id.id for person in known}

    def write(self, vals):
        gone = self.browse()
        if "active" in vals and not vals["active"]:
            known = self._archive_check_leaving()
            gone = self.filtered(lambda user: user.active and user.id in known)
        if "partner_id" in vals:
            self.filtered(lambda u: u.partner_id.id != vals["partner_id"])._archive_check_leaving()
        companies = {user: user.sudo().company_ids for user in self if "company_ids" in vals}
        result = super().write(vals)
        for user, earlier in companies.items():
            if lost := earlier - user.sudo().company_ids:
                user._archive_check_leaving(lost)
                user._archive_end_rights(lost)
        gone._archive_end_rights()
        return result

    def _archive_regrouped(self, before, after):
        """Call the departure gate for users who lost internal access (F1)."""
        result = super()._archive_regrouped(before, after)
        self._archive_forget_rights()
        fewer = self.filtered(lambda user: before.get(user.id, set()) - after.get(user.id, set()))
        if fewer:
            staff = self.env.ref("base.group_user").id
            demoted = fewer.filtered(
                lambda user: staff in before[user.id] and staff not in after.get(user.id, ())
            )
            demoted._archive_check_leaving()
            demoted._archive_end_rights()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_archive_check(self):
        self._archive_check_leaving()

    # -- passing on their work ----------------------------------------------------------------

    def _archive_end_rights_in(self, companies):
        result = super()._archive_end_rights_in(companies)
        self.env["property.archive.approval"].sudo()._pass_on(self, companies)
        self._archive_pass_on_work(companies)
        self._archive_pass_on_activities(companies)
        return result

    def _archive_next(self, company):
        """The user who takes over archive work in a company from these users.

        :rtype: res.users
        """
        company = company.sudo()
        named = company.archive_keeper_id | company.archive_head_id
        group = self.env.ref(ARCHIVIST).sudo()
        desk = group.all_user_ids.filtered(lambda u: company in u.company_ids).sorted("id")
        return ((named | desk).filtered("active") - self)[:1]

    def _archive_work(self):
        """Open archive work with a responsible user. Addons extend it.

        :return: model and domain of what is open; each has ``user_id`` and ``company_id``
        :rtype: list(tuple(str, odoo.fields.Domain))
        """
        return [
            ("property.archive.repair", Domain("state", "in", ["todo", "doing"])),
            ("property.archive.protection", Domain("state", "=", "todo")),
        ]

    def _archive_pass_on_work(self, companies):
        """Give stock checks, repairs and protection checks of these users to others.

        :param companies: ``res.company`` in which they do not work any more, None: in all
        """
        where = [("company_id", "in", companies.ids)] if companies is not None else []
        checks = self.env["property.archive.check"].sudo()
        checks = checks.search(
            [
                ("state", "!=", "done"),
                "|",
                ("user_id", "in", self.ids),
                ("counter_ids", "in", self.ids),
                *where,
            ]
        )
        for company, batch in checks.grouped("company_id").items():
            target = self._archive_next(company)
            for user in self & (batch.user_id | batch.counter_ids) if target else ():
                checks._reassign(user, target, company)
        schedules = self.env["property.archive.check.schedule"].sudo()
        for schedule in schedules.with_context(active_test=False).search(
            ["|", ("user_id", "in", self.ids), ("counter_ids", "in", self.ids), *where]
        ):
            # no successor named: the user the company names for the care of the archive
            vals = {"counter_ids": [(3, user.id) for user in schedule.counter_ids & self]}
            if schedule.user_id in self:
                vals["user_id"] = False
            schedule.write(vals)
        for model, domain in self._archive_work():
            rows = self.env[model].sudo()
            rows = rows.search(domain & Domain("user_id", "in", self.ids) & Domain(where))
            for company, batch in rows.grouped("company_id").items():
                if target := self._archive_next(company):
                    sources = batch.user_id.ids
                    batch._write_protected({"user_id": target.id})
                    self.env["property.archive.log"]._log(
                        "work_passed_on", batch, before=sources, to=target.id
                    )

    def _archive_own_activities(self):
        """External ids of activity types that are not passed on automatically.

        :rtype: list(str)
        """
        return [_APPROVAL]

    def _archive_pass_on_activities(self, companies=None):
        """Give archive activities that only these users have to others.

        :param companies: ``res.company`` in which they do not work any more, default all
        """
        if not self:
            return
        own = self._archive_own_activities()
        kinds = self.env["mail.activity.type"].union(*(self.env.ref(name) for name in own))
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("user_id", "in", self.ids),
                    ("res_model", "=like", "property.archive.%"),
                    ("activity_type_id", "not in", kinds.ids),
                    ("automated", "=", True),
                ],
                order="id",
            )
        )
        for model, batch in activities.grouped("res_model").items():
            if "company_id" not in self.env[model]._fields:
                continue
            documents = self.env[model].sudo().browse(batch.mapped("res_id")).exists()
            for company, held in documents.grouped("company_id").items():
                if companies is not None and company not in companies:
                    continue
                mine = batch.filtered(lambda a, held=held: a.res_id in held._ids)
                reports = mine.filtered(lambda a: a.activity_type_id == self.env.ref(_INCIDENT))
                head = (company.archive_head_id.filtered("active") - self)[:1]
                target = self._archive_next(company)
                for part, user in ((reports, head or target), (mine - reports, target)):
                    if part and user:
                        part.with_context(mail_activity_quick_update=True).user_id = user

    def action_archive(self):
        """Archive cleared users after passing their open work to others (F1)."""
        # first, because Odoo deletes a user's activities before deactivating the user
        leaving = self.filtered("active")
        known = leaving.browse(leaving._archive_check_leaving())
        known._archive_pass_on_activities()
        with let_through(leaving):
            result = super().action_archive()
        known._archive_end_rights()
        return result
