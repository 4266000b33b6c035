from odoo import api, fields, models


class HrVersion(models.Model):
    """Dates of departure and departments live on the employee's version (F1, F2, F6)."""

    _inherit = "hr.version"

    @api.model_create_multi
    def create(self, vals_list):
        self.env["property.archive.access"]._forget()
        employees = self.env["hr.employee"].sudo().with_context(version_id=False)
        moving = {}
        for vals in vals_list:
            employee = employees.browse(vals.get("employee_id") or [])
            before = employee.current_version_id.department_id.id
            if before and "department_id" in vals and vals["department_id"] != before:
                moving[employee.id] = before
        found = employees._archive_check_move(moving)
        versions = super().create(vals_list)
        versions._archive_check_departed()
        # skip planned moves; an employee's first version is no move
        moves = versions.sudo().filtered(lambda v: v.employee_id.version_ids - versions)
        self.env["property.archive.log"]._log_changes({}, moves, ("department_id", "date_version"))
        employees._archive_moved(found, moving)
        return versions

    def _archive_check_departed(self):
        """Refuse a departure date of today or earlier while something is open (F1)."""
        self.sudo().filtered(
            lambda v: v.departure_date
            and v.departure_date <= v.employee_id.company_id._archive_today()
        ).employee_id._archive_check_departure()

    def write(self, vals):
        # A future date is a plan and handled elsewhere; a date reached is a departure.
        departure = fields.Date.to_date(vals.get("departure_date"))
        versions = self.sudo().with_context(version_id=False)
        reached = known = versions.employee_id.browse()
        if departure:
            reached = versions.employee_id.filtered(
                lambda employee: departure <= employee.company_id._archive_today()
            )
            known = reached._archive_check_departure()
        moving = {}
        if "department_id" in vals:
            moving = {
                version.employee_id.id: version.department_id.id
                for version in versions
                if version.department_id
                and version.date_version >= version.employee_id.current_version_id.date_version
                and version.department_id.id != vals["department_id"]
            }
        found = versions.employee_id._archive_check_move(moving)
        self.env["property.archive.access"]._forget()
        names = [name for name in ("department_id", "date_version") if name in vals]
        before = self.env["property.archive.log"]._facts(self, names)
        result = super().write(vals)
        self.env["property.archive.log"]._log_changes(before, self, names)
        versions.employee_id._archive_moved(found, moving)
        if departure:
            reached.filtered(lambda e: e.active and e in known)._archive_depart(departure)
            versions.employee_id.filtered(lambda e: not e.active)._archive_redate(departure)
        return result
