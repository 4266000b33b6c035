from odoo import fields, models

from ...http import blank_for_superuser


class HrEmployee(models.Model):
    """The files about an employee, as far as the viewer may see them (A4, B4)."""

    _inherit = "hr.employee"

    archive_record_count = fields.Integer(
        "Archive Files",
        compute="_compute_archive_record_count",
        compute_sudo=False,
        groups="hr.group_hr_user",
    )

    @blank_for_superuser
    def _compute_archive_record_count(self):
        counts = dict(
            self.env["property.archive.record"]._read_group(
                [("employee_id", "in", self.ids)], ["employee_id"], ["__count"]
            )
        )
        for employee in self:
            employee.archive_record_count = counts.get(employee, 0)

    def action_open_archive_records(self):
        """The files about this employee that the user may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        action["domain"] = [("employee_id", "=", self.id)]
        action["context"] = {"default_employee_id": self.id}
        return action
