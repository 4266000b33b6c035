from odoo import fields, models

from ...http import blank_for_superuser


class HrEmployee(models.Model):
    """Incidents for which an employee is responsible (requirement D11)."""

    _inherit = "hr.employee"

    archive_incident_count = fields.Integer(
        compute="_compute_archive_incident_count", groups="hr.group_hr_user"
    )

    @blank_for_superuser
    def _compute_archive_incident_count(self):
        counts = dict(
            self.env["property.archive.incident.person"]._read_group(
                [("employee_id", "in", self.ids), ("role", "=", "responsible")],
                ["employee_id"],
                ["__count"],
            )
        )
        for employee in self:
            employee.archive_incident_count = counts.get(employee, 0)

    def action_archive_incidents(self):
        """Open the incidents these employees answer for; they are the default on a new one."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_incident_action"
        )
        action["domain"] = [("person_ids.employee_id", "in", self.ids)]
        action["context"] = {
            "default_person_ids": [(0, 0, {"employee_id": e.id}) for e in self],
        }
        return action
