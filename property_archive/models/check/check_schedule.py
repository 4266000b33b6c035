from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ...jobs import run_batches
from ...notify import ask_to_do

_STEP = {"monthly": 1, "quarterly": 3, "yearly": 12}


class PropertyArchiveCheckSchedule(models.Model):
    """Schedule of recurring stock checks (requirement C3).

    A schedule without a company applies to every company with records in places.
    """

    _name = "property.archive.check.schedule"
    _description = "Stock Check Schedule"
    _inherit = ["property.archive.check.scope"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        ondelete="restrict",
        default=lambda self: self.env.company,
        help="Empty: every company.",
    )
    location_id = fields.Many2one(check_company=True)
    department_id = fields.Many2one(
        check_company=True, help="Empty: each department that keeps records in its own places."
    )
    category_id = fields.Many2one(check_company=True)
    project_id = fields.Many2one(check_company=True)
    central_location_id = fields.Many2one(check_company=True)
    period = fields.Selection(
        [("monthly", "Monthly"), ("quarterly", "Quarterly"), ("yearly", "Yearly")],
        "Comes Round",
        required=True,
        default="monthly",
        help="Due on the last day of each month, quarter or year.",
    )
    days_after = fields.Integer(
        "Due After the End (Days)",
        help="So many days after the month, the quarter or the year has ended: 31 for a yearly"
        " check in January of the next year (000 1.3.6). 0: on its last day.",
        aggregator=None,
    )
    lead_days = fields.Integer(
        "Prepared Before (Days)",
        default=5,
        help="How long before the day the check is prepared.",
        aggregator=None,
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        ondelete="restrict",
        help="Empty: whoever the company names for the care of the archive.",
    )
    counter_ids = fields.Many2many(
        "res.users",
        "property_archive_check_schedule_counter_rel",
        "schedule_id",
        "user_id",
        "Counted By",
        domain=[("share", "=", False)],
    )

    _after_range = models.Constraint(
        "CHECK (COALESCE(days_after, 0) BETWEEN 0 AND 60)",
        "A check is due at most 60 days after its period has ended.",
    )
    _lead_range = models.Constraint(
        "CHECK (lead_days BETWEEN 0 AND 60)", "A check is prepared 0 to 60 days before its day."
    )

    def _due_day(self, today):
        """Due date of a period's check: the last day of the period plus the days allowed.

        :param datetime.date today: a day
        :rtype: datetime.date
        """
        step = _STEP[self.period]
        # a period that is over, with its days allowed still running
        day = today - relativedelta(days=self.days_after)
        month = (day.month - 1) // step * step + step
        return day + relativedelta(month=month, day=31) + relativedelta(days=self.days_after)

    @api.model
    def _cron_prepare(self):
        """Job: prepare the checks that are due soon; idempotent."""
        groups = self.env["property.archive.location"].sudo()._read_group([], ["company_id"])
        schedules = self.sudo().search([("active", "=", True)])

        def prepare(company):
            schedules.filtered(
                lambda schedule: not schedule.company_id or schedule.company_id == company
            )._prepare_checks(company)

        run_batches(self.env, (company for (company,) in groups), prepare, len(groups))

    def _prepare_checks(self, company):
        """Create a company's checks that are due soon and do not exist yet.

        :return: the new checks
        """
        today = company._archive_today()
        Check = self.env["property.archive.check"].sudo()
        held = (
            self.env["property.archive.location"]
            .sudo()
            .search([("company_id", "=", company.id), ("department_id", "!=", False)])
        )
        vals_list = []
        for schedule in self:
            due = schedule._due_day(today)
            if due > today + relativedelta(days=schedule.lead_days):
                continue
            departments = [schedule.department_id]
            if schedule.scope == "department" and not schedule.department_id:
                departments = list(held.department_id)
            there = Check.search(
                [
                    ("schedule_id", "=", schedule.id),
                    ("company_id", "=", company.id),
                    ("date_due", "=", due),
                ]
            )
            for department in departments:
                if department not in there.mapped("department_id") and (department or not there):
                    vals_list.append(schedule._check_vals(company, department, due))
        checks = Check.browse()
        for vals in vals_list:
            if Check.new(vals)._expected_count(company):
                checks |= Check._create_protected([vals])
        for check in checks:
            ask_to_do(
                check,
                "property_archive.mail_activity_type_check",
                check.user_id,
                lambda env: env._("Count what is there"),
                check.date_due,
            )
        return checks

    def _check_vals(self, company, department, due):
        user = self.user_id or company._archive_keeper()
        return {
            "schedule_id": self.id,
            "company_id": company.id,
            "scope": self.scope,
            "location_id": self.location_id.id,
            "department_id": department.id,
            "category_id": self.category_id.id,
            "project_id": self.project_id.id,
            "blind": self.blind,
            "with_condition": self.with_condition,
            "to_central": self.to_central,
            "central_location_id": self.central_location_id.id,
            "counter_ids": [(6, 0, self.counter_ids.ids)],
            "user_id": user.id,
            "date_due": due,
        }
