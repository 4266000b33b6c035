from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...notify import tell


class HrDepartment(models.Model):
    _inherit = "hr.department"

    archive_files_nothing = fields.Boolean(
        "Files Nothing",
        groups="property_archive.group_property_archive_manager,hr.group_hr_user",
        help="This department has nothing to hand in to the archive: it is not asked for it.",
    )


class ResCompany(models.Model):
    _inherit = "res.company"

    archive_monthly_filing = fields.Boolean(
        "Departments Hand In Every Month",
        default=True,
        help="A department that handed in nothing in a month is listed and told.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    archive_monthly_filing = fields.Boolean(
        related="company_id.archive_monthly_filing", readonly=False
    )


class PropertyArchiveFilingSilence(models.Model):
    """A month in which a department handed in nothing 未提交部门 (J5).

    Timeliness is measured on records, so a department without any would not show up. So
    each month without anything handed in is recorded, and reported to the
    department's head and the archive head, until somebody explains it (000 细则 1, 002
    三(二) 1).
    """

    _name = "property.archive.filing.silence"
    _description = "Department That Handed In Nothing"
    _inherit = ["property.archive.protected"]
    _order = "month desc, id desc"

    department_id = fields.Many2one(
        "hr.department", required=True, readonly=True, index=True, ondelete="restrict"
    )
    head_id = fields.Many2one("res.users", "Told", readonly=True, ondelete="restrict")
    month = fields.Date(required=True, readonly=True, help="The first day of the month.")
    state = fields.Selection(
        [("open", "Handed In Nothing"), ("explained", "Explained")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    reason = fields.Char("Why", readonly=True)
    explained_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")

    _month_uniq = models.UniqueIndex("(department_id, month)")

    @api.depends("department_id", "month")
    def _compute_display_name(self):
        for silence in self:
            silence.display_name = f"{silence.sudo().department_id.name} · {silence.month:%Y-%m}"

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("That a department handed in nothing is kept: say why."))

    def action_explain(self, reason=None):
        """Explain why nothing was handed in: there was nothing, or it comes later.

        :param str reason: without one a dialog asks for it
        """
        self.check_access("read")
        if not (reason or "").strip():
            return self.env["property.archive.reason.wizard"]._ask(
                self, self.env._("Explain"), "action_explain"
            )
        self._lock_in_state("open")
        self.sudo()._write_protected(
            {"state": "explained", "reason": reason.strip(), "explained_by_id": self.env.uid}
        )
        return True

    @api.model
    def _cron_silence(self):
        """Job: once a month is over, list the departments that handed in nothing."""
        companies = self.env["res.company"].sudo()
        for company in companies.search([("archive_monthly_filing", "=", True)]):
            first = company._archive_today() + relativedelta(day=1)
            self.sudo()._note(company, first - relativedelta(months=1), first)

    def _note(self, company, month, following):
        """Record the departments that handed in nothing in a month, and notify once.

        :param company: ``res.company``
        :param date month: its first day
        :param date following: the first day of the next one
        """
        if self.search_count([("company_id", "=", company.id), ("month", "=", month)], limit=1):
            return
        departments = self.env["hr.department"].search(
            [
                ("company_id", "=", company.id),
                ("archive_files_nothing", "=", False),
                ("create_date", "<", company._archive_day_start(month)),
            ]
        )
        staffed = self.env["hr.version"]._read_group(
            [("department_id", "in", departments.ids), ("employee_id.active", "=", True)],
            ["department_id"],
        )
        departments = departments.browse([department.id for (department,) in staffed])
        start, end = company._archive_day_start(month), company._archive_day_start(following)
        groups = self.env["property.archive.record"]._read_group(
            [
                ("department_id", "in", departments.ids),
                ("date_handed_in", ">=", start),
                ("date_handed_in", "<", end),
            ],
            ["department_id"],
        )
        silent = departments - departments.browse([department.id for (department,) in groups])
        rows = self._create_protected(
            [
                {
                    "department_id": department.id,
                    "head_id": department.manager_id.user_id.id,
                    "month": month,
                    "company_id": company.id,
                }
                for department in silent
            ]
        )
        rows._tell_silent(company, month)

    def _tell_silent(self, company, month):
        for row in self:
            tell(
                self.env,
                row.head_id.partner_id,
                self.env._("Nothing was handed in to the archive in %s", f"{month:%Y-%m}"),
                [
                    self.env._(
                        "%s: hand in what came up, or say under Archive → Reports →"
                        " Departments That Handed In Nothing why there is nothing.",
                        row.department_id.name,
                    )
                ],
            )
        if self:
            tell(
                self.env,
                company.archive_head_id.partner_id,
                self.env._("Departments that handed in nothing in %s", f"{month:%Y-%m}"),
                self.mapped("department_id.name"),
            )
