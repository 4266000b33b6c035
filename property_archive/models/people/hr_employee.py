from odoo import models
from odoo.tools import SQL

from ...concurrency import claim_rows


class HrEmployee(models.Model):
    """Where an employee works today, and how employee rows are locked."""

    _inherit = "hr.employee"

    def _archive_department(self):
        """The employee's department today, whatever the caller's context says."""
        employee = self.sudo().with_context({})
        return employee.current_version_id.department_id

    def _archive_lock(self, users=None):
        """Lock these employees, so that concurrent operations on them wait for each other.

        Lending and departure both call this first. The rows are written, not only locked: a
        transaction that began at the same time could not see what the other did, and is retried.

        :param users: ``res.users`` whose employees are locked too
        """
        accounts = users.ids if users is not None else []
        self.env["hr.employee"].flush_model(["company_id", "user_id"])
        people = SQL(
            "id = ANY(%(ids)s) OR user_id = ANY(%(users)s)"
            " OR user_id IN (SELECT user_id FROM hr_employee WHERE id = ANY(%(ids)s))",
            ids=self.ids,
            users=accounts,
        )
        claim_rows(self, people)
