from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list


class HrEmployee(models.Model):
    """The departure gate (requirements F1 to F4): one mechanism for every road.

    :meth:`_archive_departure_blockers` says what is open, addons extend it;
    :meth:`_archive_check_departure` refuses. Every way in which an employee or their
    user stops being there calls the second.
    """

    _inherit = "hr.employee"

    archive_responsible_ids = fields.One2many(
        "property.archive.record", "responsible_id", groups="hr.group_hr_user"
    )
    archive_open_items = fields.Text(
        "Open in the Archive",
        compute="_compute_archive_open_items",
        compute_sudo=True,
        groups="hr.group_hr_user",
    )

    def _compute_archive_open_items(self):
        blockers = self._archive_departure_blockers()
        for employee in self:
            texts = blockers.get(employee.id)
            employee.archive_open_items = "\n".join(texts) if texts else False

    def _archive_department(self):
        """The department of this employee today, whatever the caller's context says."""
        employee = self.sudo().with_context({})
        return employee.current_version_id.department_id

    def _archive_persons(self):
        """Users and contacts under which these employees act in the archive.

        :return: dicts ``{user id: employee id}`` and ``{contact id: employee id}``
        """
        users, partners = {}, {}
        for employee in self.sudo():
            user = employee.user_id
            for partner in (employee.work_contact_id, user.partner_id):
                if partner:
                    partners[partner.id] = employee.id
            if user:
                users[user.id] = employee.id
        return users, partners

    def _archive_departure_blockers(self):
        """What these employees have to clear before they can leave (F1).

        Looked up by employee, user and contact, as superuser, over all companies, with
        a constant number of queries. Addons extend it through ``super()``.

        :return: what is open, in the user's language, by employee id
        :rtype: dict(int, list(str))
        """
        blockers = {}
        employees = self.sudo().with_context(active_test=False)
        users, _partners = employees._archive_persons()
        drafts = (
            self.env["property.archive.record"]
            .sudo()
            .search_fetch(
                [
                    ("state", "in", ["draft", "submitted"]),
                    ("submitter_id", "in", list(users)),
                ],
                [
                    "submitter_id",
                    "reference",
                    "category_id",
                    "level_id",
                    "scope",
                    "name",
                    "state",
                ],
                order="id",
            )
        )
        for record in drafts:
            blockers.setdefault(users[record.submitter_id.id], []).append(
                self.env._(
                    "papers not handed in: %s (finish the handover, or delete the draft)",
                    record.display_name,
                )
            )
        return blockers

    def _archive_check_departure(self):
        """Refuse the departure of employees who have something open in the archive.

        :raise UserError: naming each person, what is open and where to clear it
        """
        if not self:
            return
        blockers = self._archive_departure_blockers()
        if blockers:
            names = {employee.id: employee.sudo().name for employee in self}
            raise UserError(
                self.env._(
                    "Not cleared by the archive:\n%s",
                    "\n".join(
                        f"{names.get(employee_id, '')}: {format_list(self.env, texts)}"
                        for employee_id, texts in blockers.items()
                    ),
                )
            )

    def write(self, vals):
        leaving = self.browse()
        if "active" in vals and not vals["active"]:
            leaving = self
        else:
            if "company_id" in vals:
                leaving |= self.filtered(lambda e: e.sudo().company_id.id != vals["company_id"])
            if "user_id" in vals:
                leaving |= self.filtered(
                    lambda e: e.sudo().user_id and e.sudo().user_id.id != vals["user_id"]
                )
            if "resource_id" in vals:
                leaving |= self.filtered(lambda e: e.sudo().resource_id.id != vals["resource_id"])
            if "work_contact_id" in vals:
                leaving |= self.filtered(
                    lambda e: e.sudo().work_contact_id
                    and e.sudo().work_contact_id.id != vals["work_contact_id"]
                )
        leaving._archive_check_departure()
        self.env["property.archive.access"]._forget()
        names = [name for name in ("user_id", "company_id", "active") if name in vals]
        before = self.env["property.archive.log"]._facts(self, names)
        result = super().write(vals)
        self.env["property.archive.log"]._log_changes(before, self, names)
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_archive_check(self):
        self._archive_check_departure()
