from odoo import fields, models

from ...selections import KEPT_STATES


class HrEmployee(models.Model):
    """Effects of the departure of a cleared employee (requirement F5)."""

    _inherit = "hr.employee"

    def _archive_depart(self, date=None):
        """Carry out the departure of these employees after the gate has passed them.

        Rights end, open work passes to others, their files pass to the successors
        named, retention of the personnel files starts, and the discharge is dated.

        :param date: date of departure, default the one on the employee or today
        """
        if not self:
            return
        employees = self.sudo().with_context(version_id=False)
        employees._archive_end_rights()
        dates = {}
        for employee in employees:
            left = date or employee.current_version_id.departure_date
            today = employee.company_id._archive_today()
            dates[employee] = min(fields.Date.to_date(left) or today, today)
        employees._archive_departed(dates)

    def _archive_departed(self, dates):
        """Hook: these employees are gone, and their rights have ended.

        :param dict dates: the last day, by employee
        """
        for employee, date in dates.items():
            employee._archive_close_personnel_files(date)

    def _archive_end_rights(self):
        """End the rights these people have in companies where they no longer work.

        Rights in another company of the group stay while the person works there.
        """
        users = self.user_id._archive_same_person().sudo()
        staying = self.search([("user_id", "in", users.ids), ("id", "not in", self.ids)])
        kept = {user: staying.filtered(lambda e, u=user: e.user_id == u) for user in users}
        users.filtered(lambda user: not kept[user])._archive_end_rights()
        for user in users.filtered(lambda user: kept[user]):
            user._archive_end_rights(self.company_id - kept[user].company_id)

    def _archive_close_personnel_files(self, date):
        """Close the files about this employee: their retention starts."""
        files = (
            self.env["property.archive.record"]
            .sudo()
            .search(
                [
                    ("employee_id", "=", self.id),
                    ("date_closed", "=", False),
                    ("category_id.subject_kind", "=", "employee"),
                    ("state", "in", KEPT_STATES),
                ]
            )
        )
        if files:
            files._lock_rows()
            files._close("employee_left", date)

    def _archive_planned_date(self):
        """Planned departure date of this employee.

        :rtype: datetime.date or False
        """
        version = self.sudo().with_context(version_id=False).current_version_id
        return version.departure_date or version.contract_date_end

    def _archive_redate(self, date):
        """Adopt a departure date entered after archiving, as Odoo's wizard does.

        :param date: date of departure; retention of what was closed today runs from it
        """
        for employee in self.sudo():
            now = employee.company_id._archive_today()
            files = self.env["property.archive.record"].sudo()
            files = files.search(
                [
                    ("employee_id", "=", employee.id),
                    ("close_reason", "=", "employee_left"),
                    ("date_closed", "=", now),
                ]
            )
            files._write_protected({"date_closed": date})

    def _archive_end_reached(self):
        """End the rights of employees whose departure date passed without archiving (B2)."""
        self.sudo().filtered(
            lambda e: e.current_version_id.departure_date
            and e.current_version_id.departure_date < e.company_id._archive_today()
        )._archive_end_rights()
