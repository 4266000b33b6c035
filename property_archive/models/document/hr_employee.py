from odoo import api, models

from ..departure.hr_employee_known import named


class HrEmployee(models.Model):
    """A circulated document blocks the departure of its holder (F1, H1)."""

    _inherit = "hr.employee"

    @api.model
    def _archive_traces(self):
        traces = super()._archive_traces()
        stop = named("property_archive_document_circulation", "employee_id", "state = 'here'")
        traces["employees"].append(stop)
        return traces

    @api.model
    def _archive_open_documents(self, people):
        open_documents = super()._archive_open_documents(people)
        held = self.env["property.archive.document.circulation"].sudo()
        for stop in held.search(
            [("state", "=", "here"), ("employee_id", "in", list(people.employees))], order="id"
        ):
            text = self.env._(
                "document %s is with them (they say what was done, or it is taken back)",
                stop.document_id.name,
            )
            open_documents.append((people.employees[stop.employee_id.id], stop.document_id, text))
        return open_documents
