from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

MONTHS = [
    ("1", "January"),
    ("2", "February"),
    ("3", "March"),
    ("4", "April"),
    ("5", "May"),
    ("6", "June"),
    ("7", "July"),
    ("8", "August"),
    ("9", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]
#: Fields whose change moves the deadlines of records not filed yet.
_DEADLINE_FIELDS = {
    "deadline_kind",
    "deadline_amount",
    "deadline_month",
    "deadline_day",
    "deadline_from",
    "deadline_phase_amount",
    "deadline_phase_end",
    "deadline_reminder",
}


class PropertyArchiveCategory(models.Model):
    """Filing deadlines of the records of a category (requirement A7)."""

    _inherit = "property.archive.category"

    electronic_required = fields.Boolean(
        "Paper and Electronic",
        help="A record is handed in on paper and with its electronic file, as documents that"
        " the company issued.",
    )
    superior_checks = fields.Boolean(
        "Superior Checks First",
        help="The direct superior of whoever prepared a record checks it before it is handed in.",
    )
    verifier_ids = fields.Many2many(
        "res.users",
        "property_archive_category_verifier_rel",
        "category_id",
        "user_id",
        "Verified by",
        domain=[("share", "=", False)],
        help="They verify it instead of the superior, as market supervisors do (003-1 二).",
    )
    deadline_kind = fields.Selection(
        [
            ("none", "No deadline"),
            ("hours", "Hours"),
            ("days", "Days"),
            ("working_days", "Working days"),
            ("years", "Years"),
            ("month_end", "End of the month"),
            ("year_date", "A date of the next year"),
            ("year_month", "A month of each year"),
        ],
        "Deadline",
        required=True,
        default="none",
        help="How long a record may take to reach the archive. Working days follow the"
        " company's working schedule and its public holidays.",
    )
    deadline_amount = fields.Integer(
        "Deadline Length",
        help="How many hours, days, working days or years; 0 days: the same day.",
    )
    deadline_month = fields.Selection(MONTHS)
    deadline_day = fields.Integer(
        default=31, help="Day of the month; one beyond its end is its last day."
    )
    deadline_from = fields.Selection(
        [
            ("event", "The event"),
            ("document", "The document date"),
            ("fiscal_year", "The end of the fiscal year"),
        ],
        "Counted from",
        required=True,
        default="event",
        help="The event is what the record is about: a contact, the end of a service, the"
        " handing over of a car, the acceptance of works.",
    )
    deadline_phase_amount = fields.Integer(
        "Deadline in the Busy Phase",
        help="Shorter length while people move in, in the unit of the deadline.",
    )
    deadline_phase_end = fields.Date(
        "Busy Phase until",
        company_dependent=True,
        help="Until this day the shorter deadline counts. Empty: there is no such phase.",
    )
    deadline_reminder = fields.Integer(
        "Remind Before (Hours)",
        default=24,
        help="So many hours before the deadline whoever is responsible is reminded; 0: never.",
    )
    acceptance_ticked = fields.Boolean(
        "Acceptance Is Ticked",
        help="Whoever receives ticks paper and format, size, ink and legibility of each file.",
    )
    completion_days = fields.Integer(
        "Complete within (Days)",
        default=30,
        help="An incomplete file that was received with a note is completed within so many"
        " days; then it is an incident, and chased again as long.",
    )
    joins_file = fields.Boolean(
        "Joins the Open File",
        help="When it is received it is put into the open file that the category above has of"
        " the same subject, as a service visit into the file of its vehicle: whoever hands it"
        " in need not see that file.",
    )
    deadline_text = fields.Char("Filing Deadline", compute="_compute_deadline_text")
    late_incident = fields.Selection(
        [
            ("never", "Never"),
            ("incomplete", "When late and incomplete"),
            ("always", "Always when late"),
        ],
        "Opens an Incident",
        required=True,
        default="incomplete",
        help="Whether filing late opens an incident by itself.",
    )

    _completion_positive = models.Constraint(
        "CHECK (completion_days > 0)", "An incomplete file is completed within a day or more."
    )
    _deadline_lengths = models.Constraint(
        "CHECK (deadline_amount >= 0 AND deadline_phase_amount >= 0 AND deadline_reminder >= 0)",
        "Lengths of a deadline cannot be negative.",
    )

    @api.constrains("deadline_kind", "deadline_month", "deadline_day", "deadline_amount")
    def _check_deadline(self):
        for category in self:
            if category.deadline_kind in ("year_date", "year_month") and not (
                category.deadline_month and 1 <= category.deadline_day <= 31
            ):
                raise ValidationError(
                    self.env._(
                        "%s: choose the month of the deadline, and a day from 1 to 31.",
                        category.display_name,
                    )
                )
            if category.deadline_amount > 10000:
                raise ValidationError(
                    self.env._("%s: a deadline is no longer than 10000.", category.display_name)
                )
            if category.deadline_kind in ("hours", "working_days", "years") and not (
                category.deadline_amount
            ):
                raise ValidationError(
                    self.env._("%s: say how long the deadline is.", category.display_name)
                )

    @api.depends(
        "deadline_kind", "deadline_amount", "deadline_month", "deadline_day", "deadline_from"
    )
    def _compute_deadline_text(self):
        months = dict(self._fields["deadline_month"]._description_selection(self.env))
        bases = dict(self._fields["deadline_from"]._description_selection(self.env))
        for category in self:
            values = {
                "number": category.deadline_amount,
                "month": months.get(category.deadline_month, ""),
                "day": category.deadline_day,
                "start": bases.get(category.deadline_from, ""),
            }
            env = self.env
            texts = {
                "hours": lambda v, env=env: env._("%(number)s hours after: %(start)s", **v),
                "days": lambda v, env=env: (
                    env._("%(number)s days after: %(start)s", **v)
                    if v["number"]
                    else env._("The same day as: %(start)s", **v)
                ),
                "working_days": lambda v, env=env: env._(
                    "%(number)s working days after: %(start)s", **v
                ),
                "years": lambda v, env=env: env._("%(number)s years after: %(start)s", **v),
                "month_end": lambda v, env=env: env._("End of the month of: %(start)s", **v),
                "year_date": lambda v, env=env: env._(
                    "%(month)s %(day)s of the year after: %(start)s", **v
                ),
                "year_month": lambda v, env=env: env._("Each %(month)s after: %(start)s", **v),
            }
            text = texts.get(category.deadline_kind)
            category.deadline_text = text(values) if text else False

    def write(self, vals):
        result = super().write(vals)
        if _DEADLINE_FIELDS & set(vals):
            self.env["property.archive.record"]._recompute_filing_due(self)
        return result

    def _filing_due(self, company, start):
        """Latest time for handing in a record of this category.

        :param company: ``res.company`` of the record
        :param datetime start: start of the term, naive UTC
        :return: naive UTC, or False without a deadline
        :rtype: datetime
        """
        self.ensure_one()
        amount = self._deadline_length(company, start)
        if self.deadline_kind == "hours":
            return start + timedelta(hours=amount)
        day = company._archive_local_day(start)
        if self.deadline_from == "fiscal_year":
            day = company._archive_fiscal_year_end(day)
        last = self._deadline_day(company, day, amount)
        return bool(last) and company._archive_day_end(last)

    def _deadline_length(self, company, start):
        phase_end = self.with_company(company).deadline_phase_end
        if phase_end and company._archive_local_day(start) <= phase_end:
            return self.deadline_phase_amount
        return self.deadline_amount

    def _deadline_day(self, company, day, amount):
        """The last day on which a record is in time, counted from a day."""
        if self.deadline_kind == "days":
            return day + timedelta(days=amount)
        if self.deadline_kind == "working_days":
            # a company without a working schedule works every day
            return company._archive_working_day(day, amount) or day + timedelta(days=amount)
        if self.deadline_kind == "years":
            return day + relativedelta(years=amount)
        if self.deadline_kind == "month_end":
            return day + relativedelta(day=31)
        month = int(self.deadline_month or 12)
        if self.deadline_kind == "year_date":
            return day + relativedelta(years=1, month=month, day=self.deadline_day)
        if self.deadline_kind == "year_month":
            return day + relativedelta(years=int(day.month > month), month=month, day=31)
        return False
