from odoo import models
from odoo.fields import Domain


class HrEmployee(models.Model):
    """An undecided incident about their loan keeps somebody from leaving (F1, F4)."""

    _inherit = "hr.employee"

    def _archive_departure_blockers(self):
        blockers = super()._archive_departure_blockers()
        employees = self.sudo().with_context(active_test=False)
        users, partners = employees._archive_persons()
        owner = {
            colleague.id: users[colleague.user_id.id]
            for colleague in employees.search([("user_id", "in", list(users))])
        }
        owner.update((employee.id, employee.id) for employee in employees)
        incidents = self.env["property.archive.incident"].sudo()
        found = incidents.search(
            incidents._undecided_domain()
            & (
                Domain("loan_line_id.employee_id", "in", list(owner))
                | Domain("loan_line_id.partner_id", "in", list(partners))
            ),
            order="id",
        )
        for incident in found:
            line = incident.loan_line_id
            employee_id = owner.get(line.employee_id.id) or partners[line.partner_id.id]
            blockers.setdefault(employee_id, []).append(
                self.env._(
                    "incident %(incident)s about %(record)s is not decided (%(loan)s)",
                    incident=incident.name,
                    record=line.record_id.display_name,
                    loan=line.loan_id.name,
                )
            )
        return blockers
