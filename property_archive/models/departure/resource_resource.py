from odoo import api, models

from .hr_employee_known import not_let_through


class ResourceResource(models.Model):
    """An employee's ``active`` and ``user_id`` are fields of the resource: guard it too."""

    _inherit = "resource.resource"

    def _archive_employees(self):
        return (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("resource_id", "in", self.ids)])
        )

    def write(self, vals):
        gone = self.env["hr.employee"]
        if "active" in vals and not vals["active"]:
            if asked := not_let_through(self):
                employees = asked._archive_employees()
                known = employees._archive_check_departure()
                gone = employees.filtered(lambda e: e.active and e in known)
        else:
            for name in ("company_id", "user_id"):
                moved = self.sudo().filtered(
                    lambda r, name=name: name in vals and r[name] and r[name].id != vals[name]
                )
                if moved:
                    moved._archive_employees()._archive_check_departure(stays=name == "user_id")
        result = super().write(vals)
        gone._archive_depart()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_archive_check(self):
        self._archive_employees()._archive_check_departure()
