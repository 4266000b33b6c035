from odoo import api, fields, models


class HrVersion(models.Model):
    _inherit = "hr.version"

    @api.model_create_multi
    def create(self, vals_list):
        self.env["property.archive.access"]._forget()
        versions = super().create(vals_list)
        versions._archive_check_departed()
        # a planned move; an employee's first version is where they begin
        moves = versions.sudo().filtered(lambda v: v.employee_id.version_ids - versions)
        self.env["property.archive.log"]._log_changes({}, moves, ("department_id", "date_version"))
        return versions

    def _archive_check_departed(self):
        """Refuse a date of departure that is reached while something is open (F1)."""
        today = self.env["property.archive.access"]._today
        self.sudo().filtered(
            lambda v: v.departure_date and v.departure_date <= today(v.employee_id.company_id)
        ).employee_id._archive_check_departure()

    def write(self, vals):
        # A date ahead is a plan, which others are told of; a date reached is a departure.
        departure = fields.Date.to_date(vals.get("departure_date"))
        if departure:
            today = self.env["property.archive.access"]._today
            self.sudo().employee_id.filtered(
                lambda employee: departure <= today(employee.company_id)
            )._archive_check_departure()
        self.env["property.archive.access"]._forget()
        names = [name for name in ("department_id", "date_version") if name in vals]
        before = self.env["property.archive.log"]._facts(self, names)
        result = super().write(vals)
        self.env["property.archive.log"]._log_changes(before, self, names)
        return result
