from datetime import date, datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

#: Default for a company without a time zone.
_DEFAULT_ZONE = "Asia/Shanghai"


def local_day_sql(moment, zone):
    """SQL for the company's date at a moment, as :meth:`_archive_local_day` gives it.

    :param str moment: SQL expression of a timestamp without time zone, in UTC
    :param str zone: SQL expression of the time zone of the company's contact
    :rtype: str
    """
    local = f"COALESCE(NULLIF({zone}, ''), '{_DEFAULT_ZONE}')"
    return f"({moment} AT TIME ZONE 'UTC' AT TIME ZONE {local})::date"


class ResCompany(models.Model):
    """Dates, working days and fiscal years of a company, for all terms of the archive."""

    _inherit = "res.company"

    def _archive_zone(self):
        """The company's time zone, or the default without a company; never the context's ``tz``."""
        return pytz.timezone(self.sudo().partner_id.tz or _DEFAULT_ZONE)

    def _archive_local_time(self, moment):
        """Convert a moment to the company's time zone.

        :param datetime moment: naive UTC
        :return: aware datetime in the company's time zone
        :rtype: datetime
        """
        return pytz.utc.localize(moment).astimezone(self._archive_zone())

    def _archive_local_day(self, moment):
        """The date in the company at a moment.

        :param datetime moment: naive UTC
        :rtype: date
        """
        return self._archive_local_time(moment).date()

    def _archive_today(self):
        """Today in the company's time zone, whatever ``tz`` the context has.

        :rtype: date
        """
        return self._archive_local_day(fields.Datetime.now())

    @api.model
    def _archive_companies(self):
        """All companies, archived ones included, for jobs that work for all of them."""
        return self.sudo().with_context(active_test=False).search([("id", "!=", False)])

    @api.model
    def _archive_due_domain(self, name):
        """Domain of what is due, for jobs of all companies: each by its own company's date.

        Companies may be in several time zones: at the same moment it is today in one and tomorrow
        in another.

        :param str name: of a date field of a model with ``company_id``; an empty date is never due
        :rtype: odoo.fields.Domain
        """
        days = {self.browse()._archive_today(): [False]}
        for company in self._archive_companies():
            days.setdefault(company._archive_today(), []).append(company.id)
        if len(days) == 1:
            # an index on the date alone answers this part
            return Domain(name, "<=", *days)
        return Domain.OR(
            Domain("company_id", "in", ids) & Domain(name, "<=", day) for day, ids in days.items()
        )

    def _archive_day_start(self, day):
        """The first moment of a day in the company, as naive UTC."""
        start = self._archive_zone().localize(datetime.combine(day, time.min))
        return start.astimezone(pytz.utc).replace(tzinfo=None)

    def _archive_day_end(self, day):
        """The last second of a day in the company, as naive UTC."""
        end = self._archive_zone().localize(datetime.combine(day, time(23, 59, 59)))
        return end.astimezone(pytz.utc).replace(tzinfo=None)

    def _archive_working_day(self, day, number):
        """The last of a number of working days after a given day.

        Working days follow the company's working schedule, without its public holidays (the leaves
        of the schedule that belong to no employee).

        :param date day: the day before the first day that counts
        :param int number: how many working days
        :return: False when the company has no working schedule with working days
        :rtype: date
        """
        calendar = self.sudo().resource_calendar_id
        if not number:
            return day
        zone = pytz.timezone(calendar.tz) if calendar else self._archive_zone()
        tomorrow = zone.localize(datetime.combine(day + timedelta(days=1), time.min))
        end = calendar and calendar.plan_days(number, tomorrow, compute_leaves=True)
        return bool(end) and end.astimezone(zone).date()

    def _archive_fiscal_year_end(self, day):
        """The last day of the fiscal year that contains a day.

        It is the calendar year, unless the accounting app is set up otherwise.

        :param date day: any day
        :rtype: date
        """
        company = self.sudo()
        month, last = 12, 31
        if "fiscalyear_last_month" in company._fields:
            month, last = int(company.fiscalyear_last_month), company.fiscalyear_last_day
        for year in (day.year, day.year + 1):
            # a day beyond the end of the month means its last day
            end = date(year, month, 1) + relativedelta(day=last)
            if end >= day:
                return end
        return end
