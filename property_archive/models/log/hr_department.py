from odoo import api, models

#: Read and approval rights follow from these fields: each change is logged.
_RIGHT_FIELDS = ("manager_id", "parent_id", "company_id", "active")


class HrDepartment(models.Model):
    """The manager of a department reads and approves for it (B3)."""

    _inherit = "hr.department"

    @api.model_create_multi
    def create(self, vals_list):
        departments = super().create(vals_list)
        self.env["property.archive.log"]._log_changes({}, departments, ("manager_id",))
        return departments

    def write(self, vals):
        names = [name for name in _RIGHT_FIELDS if name in vals]
        if names:
            self.env["res.users"]._archive_forget_rights()
        before = self.env["property.archive.log"]._facts(self, names)
        result = super().write(vals)
        self.env["property.archive.log"]._log_changes(before, self, names)
        return result
