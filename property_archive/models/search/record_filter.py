from odoo import fields, models
from odoo.fields import Domain


class PropertyArchiveRecord(models.Model):
    """The filters of the list (requirement G3)."""

    _inherit = "property.archive.record"

    my_department = fields.Boolean(store=False, search="_search_my_department", exportable=False)

    def _search_my_department(self, operator, value):
        """Records of the user's department, and of departments below one they are the head of."""
        if operator != "in":
            return NotImplemented
        employees = self.env.user.sudo().with_context({}).employee_ids
        departments = employees.current_version_id.department_id
        headed = departments.search([("manager_id", "in", employees.ids)])
        below = departments.search([("id", "child_of", headed.ids)]) if headed else headed
        mine = Domain("department_id", "in", (departments | below).ids)
        return Domain.OR(mine if truth else ~mine for truth in value)
