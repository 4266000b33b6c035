from odoo import fields, models

from odoo.addons.property_archive.groups import KEEPER
from odoo.addons.property_archive.http import blank_for_superuser


class HrEmployee(models.Model):
    """Whoever leaves first returns what they borrowed (requirements F1, F4)."""

    _inherit = "hr.employee"

    archive_loan_count = fields.Integer(compute="_compute_archive_loan_count", groups=KEEPER)

    @blank_for_superuser
    def _compute_archive_loan_count(self):
        counts = dict(
            self.env["property.archive.loan.line"]._read_group(
                [("employee_id", "in", self.ids), ("state", "!=", "draft")],
                ["employee_id"],
                ["__count"],
            )
        )
        for employee in self:
            employee.archive_loan_count = counts.get(employee, 0)

    def action_open_archive_loans(self):
        """The loans of this employee."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive_lending.property_archive_loan_line_action"
        )
        action["domain"] = [("employee_id", "in", self.ids)]
        action["context"] = {}
        return action
