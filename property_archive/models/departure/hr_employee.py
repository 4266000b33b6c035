from odoo import api, fields, models
from odoo.fields import Domain

from ...http import blank_for_superuser
from .hr_employee_known import let_through

_HR = "hr.group_hr_user"


class HrEmployee(models.Model):
    """Employees clear with the archive before leaving; HR sees what is open (F1, F2)."""

    _inherit = "hr.employee"

    archive_record_count = fields.Integer(
        "Archive Files",
        compute="_compute_archive_record_count",
        compute_sudo=False,
        groups="hr.group_hr_user",
    )
    archive_open_items = fields.Text(
        "Open in the Archive",
        compute="_compute_archive_open_items",
        compute_sudo=True,
        groups=_HR,
    )
    archive_open_html = fields.Html(
        "What Is Open in the Archive",
        compute="_compute_archive_open_html",
        sanitize=False,
        groups=_HR,
    )
    archive_open_count = fields.Integer(
        "Open in the Archive (Count)", compute="_compute_archive_open_html", groups=_HR
    )
    archive_leaving_open = fields.Boolean(
        "Leaving, Not Cleared",
        compute="_compute_archive_leaving_open",
        search="_search_archive_leaving_open",
        groups=_HR,
        help="A departure is planned, and something is open in the archive.",
    )
    archive_has_open = fields.Boolean(
        "Has Something Open",
        compute="_compute_archive_has_open",
        search="_search_archive_has_open",
        groups=_HR,
        help="Something is open in the archive, whether a departure is planned or not.",
    )
    archive_suspended = fields.Boolean(
        "Suspended", compute="_compute_archive_suspended", groups=_HR, compute_sudo=True
    )

    @blank_for_superuser
    def _compute_archive_record_count(self):
        counts = dict(
            self.env["property.archive.record"]._read_group(
                [("employee_id", "in", self.ids)], ["employee_id"], ["__count"]
            )
        )
        for employee in self:
            employee.archive_record_count = counts.get(employee, 0)

    @blank_for_superuser
    def _compute_archive_open_items(self):
        blockers = self._archive_departure_blockers()
        for employee in self:
            texts = blockers.get(employee.id)
            employee.archive_open_items = "\n".join(texts) if texts else False

    @blank_for_superuser
    def _compute_archive_open_html(self):
        by_person = self.sudo()._archive_open_by_person()
        for employee in self:
            documents = by_person.get(employee.sudo(), [])
            employee.archive_open_count = len(documents)
            employee.archive_open_html = documents and self._archive_open_html(documents)

    @blank_for_superuser
    def _compute_archive_leaving_open(self):
        leaving = self.sudo().browse(self._archive_planned_ids(self.ids))
        blockers = leaving._archive_departure_blockers()
        for employee in self:
            employee.archive_leaving_open = employee.id in blockers

    def _search_archive_leaving_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        leaving = self.sudo().browse(self._archive_planned_ids())
        found = Domain("id", "in", list(leaving._archive_departure_blockers()))
        return Domain.OR(found if truth else ~found for truth in value)

    @blank_for_superuser
    def _compute_archive_has_open(self):
        blockers = self.sudo()._archive_departure_blockers()
        for employee in self:
            employee.archive_has_open = employee.id in blockers

    def _search_archive_has_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        employees = self.sudo().search([("company_id", "in", self.env.companies.ids)])
        found = Domain("id", "in", list(employees._archive_departure_blockers()))
        return Domain.OR(found if truth else ~found for truth in value)

    @blank_for_superuser
    def _compute_archive_suspended(self):
        suspended = self.env["property.archive.suspension"]._suspended(self.user_id)
        for employee in self:
            employee.archive_suspended = bool(employee.user_id & suspended)

    @api.model
    def _archive_planned_ids(self, among=None):
        """Ids of active employees whose departure is planned (F2).

        A future departure date always counts as a plan. A contract that ends, and that no
        later contract follows, counts within the number of days set on the company.

        :param list among: ids to look at, default all
        :rtype: list(int)
        """
        if among is None:
            companies = self.env["res.company"]._archive_companies()
        else:
            companies = self.sudo().browse(among).company_id
        if not companies:
            return []
        self.env["hr.version"].flush_model()
        self.env["hr.employee"].flush_model(["active", "company_id", "current_version_id"])
        self.env["res.company"].flush_model(["archive_notice_days"])
        self.env.cr.execute(
            "SELECT e.id FROM hr_employee e"
            " JOIN hr_version v ON v.id = e.current_version_id"
            " JOIN res_company c ON c.id = e.company_id"
            " JOIN unnest(%(companies)s, %(days)s::date[]) d(company_id, today)"
            " ON d.company_id = c.id"
            " WHERE e.active AND (%(all)s OR e.id = ANY(%(ids)s)) AND ("
            "  v.departure_date IS NOT NULL OR (c.archive_notice_days > 0"
            "  AND v.contract_date_end <= d.today + c.archive_notice_days"
            # a contract that ended over a month ago: the employee stayed
            "  AND v.contract_date_end >= d.today - 30"
            "  AND NOT EXISTS (SELECT FROM hr_version n WHERE n.employee_id = e.id AND n.active"
            "   AND n.date_version > v.date_version AND n.contract_date_start IS NOT NULL"
            "   AND (n.contract_date_end IS NULL"
            "    OR n.contract_date_end > v.contract_date_end))))"
            " ORDER BY e.id",
            {
                "all": among is None,
                "ids": among or [],
                "companies": companies.ids,
                "days": [company._archive_today() for company in companies],
            },
        )
        return [row[0] for row in self.env.cr.fetchall()]

    # -- ways of leaving --------------------------------------------------------------------

    def write(self, vals):
        current = self.sudo()
        gone = passed = current.browse()
        if "active" in vals and not vals["active"]:
            passed = current
            known = current._archive_check_departure()
            gone = current.filtered(lambda e: e.active and e in known)
        else:
            if "company_id" in vals:
                current.filtered(
                    lambda e: e.company_id.id != vals["company_id"]
                )._archive_check_departure()
            if "resource_id" in vals:
                current.filtered(
                    lambda e: e.resource_id.id != vals["resource_id"]
                )._archive_check_departure()
            for name in ("user_id", "work_contact_id"):
                if name in vals:
                    current.filtered(
                        lambda e, name=name: e[name] and e[name].id != vals[name]
                    )._archive_check_departure(stays=True)
        self.env["property.archive.access"]._forget()
        log = self.env["property.archive.log"]
        names = [name for name in ("user_id", "company_id", "active") if name in vals]
        before = log._facts(self, names)
        if led := current.filtered("company_id.archive_head_id") if "parent_id" in vals else None:
            before |= log._facts(led, ("parent_id",))
        with let_through(passed), let_through(passed.resource_id):
            result = super().write(vals)
        log._log_changes(before, self, names)
        if led:
            # the direct superior decides where somebody else takes part
            log._log_changes(before, led, ("parent_id",))
        gone._archive_depart()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_archive_check(self):
        known = self.sudo()._archive_check_departure()
        self.sudo().filtered(lambda employee: employee in known)._archive_end_rights()

    # -- screens ----------------------------------------------------------------------------

    def action_open_archive_records(self):
        """The files about this employee that the user may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        action["domain"] = [("employee_id", "=", self.id)]
        action["context"] = {"default_employee_id": self.id}
        return action

    def action_archive_suspend(self):
        """Stop the users of this employee at once: asks for a reason."""
        self.ensure_one()
        return self.user_id.action_archive_suspend()
