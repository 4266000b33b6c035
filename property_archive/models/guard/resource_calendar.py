from odoo import SUPERUSER_ID, api, models


class PropertyArchiveCalendarMixin(models.AbstractModel):
    """Rows that define a company's working days, and with them every term (D6, D7).

    They belong to Odoo and may be edited by people outside the archive, so each change is reported,
    with the values before and after.
    """

    _name = "property.archive.calendar.mixin"
    _description = "Working Days of a Company"

    #: Names of the fields that terms follow from.
    _archive_facts = ()

    def _archive_counted(self):
        """Hook: the values of these rows that affect a company's working days.

        :return: values by ``resource.calendar``
        :rtype: dict
        """
        return {}

    def _archive_tell(self, before, after):
        """Log and report the working schedules whose values changed."""
        for calendar in {**before, **after}:
            old, new = before.get(calendar, []), after.get(calendar, [])
            if old != new:
                self.env["property.archive.log"]._alarm(
                    "decision_rule_changed",
                    calendar,
                    before=[fact for fact in old if fact not in new],
                    after=[fact for fact in new if fact not in old],
                )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        if self._archive_is_person():
            rows._archive_tell({}, rows._archive_counted())
        return rows

    def _archive_is_person(self):
        return self.env.uid != SUPERUSER_ID and self.env.registry.ready

    def write(self, vals):
        if not self._archive_is_person() or not set(self._archive_facts) & set(vals):
            return super().write(vals)
        before = self._archive_counted()
        result = super().write(vals)
        self._archive_tell(before, self._archive_counted())
        return result

    def unlink(self):
        if self._archive_is_person():
            self._archive_tell(self._archive_counted(), {})
        return super().unlink()

    @api.model
    def _archive_calendars(self):
        """The working schedules of the companies."""
        return self.env["res.company"]._archive_companies().resource_calendar_id


class ResourceCalendarLeaves(models.Model):
    """A public holiday extends every term by a day."""

    _name = "resource.calendar.leaves"
    _inherit = ["property.archive.calendar.mixin", "resource.calendar.leaves"]
    _archive_facts = ("date_from", "date_to", "calendar_id", "resource_id", "company_id")

    def _archive_counted(self):
        counted = {}
        # leaves of a single person do not matter
        public = self.sudo().filtered(lambda leave: not leave.resource_id)
        calendars = self._archive_calendars() if public else None
        for leave in public:
            for calendar in leave.calendar_id & calendars if leave.calendar_id else calendars:
                days = [str(leave.date_from), str(leave.date_to)]
                counted.setdefault(calendar, []).append(days)
        return counted


class ResourceCalendarAttendance(models.Model):
    """Terms do not count weekdays without working hours."""

    _name = "resource.calendar.attendance"
    _inherit = ["property.archive.calendar.mixin", "resource.calendar.attendance"]
    _archive_facts = ("dayofweek", "hour_from", "hour_to", "calendar_id")

    def _archive_counted(self):
        counted = {}
        calendars = self._archive_calendars() if self else None
        for row in self.sudo().filtered(lambda row: row.calendar_id in calendars):
            hours = [row.dayofweek, row.hour_from, row.hour_to]
            counted.setdefault(row.calendar_id, []).append(hours)
        return counted
