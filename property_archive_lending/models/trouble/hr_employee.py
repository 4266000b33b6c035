from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class HrEmployee(models.Model):
    """An undecided incident about their loan keeps somebody from leaving (F1, F4)."""

    _inherit = "hr.employee"

    @api.model
    def _archive_traces(self):
        traces = super()._archive_traces()
        for kind, column in (("employees", "employee_id"), ("partners", "partner_id")):
            traces[kind].append(
                SQL(
                    "EXISTS (SELECT FROM property_archive_loan_line l"
                    " JOIN property_archive_incident i ON i.loan_line_id = l.id"
                    " WHERE l.%s = who.id AND i.state IN ('open', 'reported'))",
                    SQL.identifier(column),
                )
            )
        return traces

    @api.model
    def _archive_open_documents(self, people):
        open_documents = super()._archive_open_documents(people)
        incidents = self.env["property.archive.incident"].sudo()
        found = incidents.search(
            incidents._undecided_domain()
            & (
                Domain("loan_line_id.employee_id", "in", list(people.employees))
                | Domain("loan_line_id.partner_id", "in", list(people.partners))
            ),
            order="id",
        )
        for incident in found:
            line = incident.loan_line_id
            person = people.employees.get(line.employee_id.id)
            person = person or people.partners[line.partner_id.id]
            text = self.env._(
                "incident %(incident)s about %(record)s is not decided (%(loan)s)",
                incident=incident.name,
                record=line.record_id.display_name,
                loan=line.loan_id.name,
            )
            open_documents.append((person, incident, text))
        return open_documents
