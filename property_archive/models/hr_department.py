from odoo import models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def write(self, vals):
        if {"manager_id", "parent_id", "active"} & set(vals):
            self.env["property.archive.access"]._forget()
        return super().write(vals)
