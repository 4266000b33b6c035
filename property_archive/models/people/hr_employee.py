from odoo import models
from odoo.tools import SQL

from ...concurrency import claim_rows


class HrEmployee(models.Model):
    """Where an employee works today, and how their rows are locked."""

    _inherit = "hr.employee"

    def _archive_department(self):
        """The department of this employee today, whatever the caller's context says."""
        employee = self.sudo().with_context({})
        return employee.current_version_id.department_id

    def _archive_lock(self, users=None):
        """Lock these people: of two operations on them at the same moment one waits.

        Handing something out and leaving both come here first. The rows are written, not
        only locked: of two transactions that began side by side the second cannot see
        what the first did, and is made to begin again.

        :param users: ``res.users`` whose employees are meant too
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
