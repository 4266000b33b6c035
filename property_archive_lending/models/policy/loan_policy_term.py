from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError


class PropertyArchiveLoanPolicy(models.Model):
    """When the term of a policy row ends (requirements D2, D6)."""

    _inherit = "property.archive.loan.policy"

    @api.model
    def _term_end(self, company, start, number, unit):
        """When a term ends: at the end of its last day in the company's time zone.

        Days begin to count on the day after the hand-out; working days follow the
        company's working schedule and its public holidays.

        :param company: ``res.company`` record
        :param datetime start: naive UTC
        :param int number: length of the term
        :param str unit: a value of ``term_unit``
        :return: naive UTC
        :rtype: datetime
        """
        if unit == "hours":
            return start + timedelta(hours=number)
        last = company._archive_local_day(start)
        if unit == "days":
            last += timedelta(days=number)
        elif unit == "working_days":
            last = self._working_day(company, last, number)
        return self._day_end(company, last)

    @api.model
    def _day_end(self, company, day):
        """The last second of a day in the company's time zone, as naive UTC."""
        return company._archive_day_end(day)

    @api.model
    def _working_day(self, company, day, number):
        """The last of so many working days that follow a day.

        :raise UserError: when the company has no working schedule
        """
        end = company._archive_working_day(day, number)
        if not end:
            raise UserError(
                self.env._(
                    "%s has no working schedule with working days in it: a term in"
                    " working days cannot be worked out.",
                    company.name,
                )
            )
        return end
