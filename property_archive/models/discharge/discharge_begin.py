from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...concurrency import made_once
from ...groups import ARCHIVIST

HR = "hr.group_hr_user"


class PropertyArchiveDischarge(models.Model):
    """Creation of certificates, one for each departure (requirement F3)."""

    _inherit = "property.archive.discharge"

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Create certificates by hand: only the employee is required."""
        self.browse()._check_names(
            {name for vals in vals_list for name in vals}, self._creatable_fields()
        )
        discharges = self.browse()
        for vals in vals_list:
            employee = self.env["hr.employee"].browse(vals.get("employee_id"))
            self._check_begins(employee)
            if clash := self.sudo()._open_of(employee):
                raise UserError(
                    self.env._(
                        "%(name)s has a discharge certificate already: %(number)s.",
                        name=employee.name,
                        number=clash.name,
                    )
                )
            discharge = self._begin(employee)
            discharge.write({name: vals[name] for name in vals if name != "employee_id"})
            discharges |= discharge
        return discharges

    @api.model
    def _may_begin(self):
        """Whether the current user may prepare certificates."""
        return self.env.user.has_group(HR) or self.env.user.has_group(ARCHIVIST)

    @api.model
    def _check_begins(self, employees):
        """Raise unless the current user may prepare certificates of these employees."""
        if not self._may_begin():
            raise AccessError(self.env._("This is for HR and the archivists of the company."))
        if employees.sudo().company_id - self.env.companies or not employees:
            raise AccessError(self.env._("This employee works for another company."))

    @api.model
    def _open_of(self, employees):
        """Certificates of these employees whose departure has not happened yet."""
        return self.search(
            [
                ("employee_id", "in", employees.ids),
                ("state", "!=", "cancelled"),
                ("date_departed", "=", False),
            ]
        )

    @api.model
    def _confirmed(self, employees):
        """Open certificates of these employees that are confirmed."""
        found = self.sudo()._open_of(employees) if employees else self.sudo()
        return found.filtered(lambda d: d.state != "draft")

    @api.model
    def _begin(self, employees):
        """The open certificates of these employees, created where missing.

        :rtype: property.archive.discharge
        """
        employees = employees.sudo().with_context(version_id=False)
        found = self.sudo()._open_of(employees)
        vals_list = []
        for employee in employees - found.employee_id:
            version = employee.current_version_id
            department = version.department_id
            manager = employee.parent_id.user_id or department.manager_id.user_id
            if manager in employee.user_id._archive_same_person():
                manager = department.parent_id.manager_id.user_id
            vals_list.append(
                {
                    "name": self._next_number(employee.company_id),
                    "employee_id": employee.id,
                    "company_id": employee.company_id.id,
                    "department_id": department.id,
                    "job_title": version.job_title,
                    "user_id": employee.user_id.id,
                    "manager_id": manager.id,
                    "date_planned": employee._archive_planned_date(),
                }
            )
        with made_once(self.env, self._name):
            begun = self.sudo()._create_protected(vals_list)
        return (found | begun).sudo(False)
