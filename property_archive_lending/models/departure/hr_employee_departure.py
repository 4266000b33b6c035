from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class HrEmployee(models.Model):
    """Loans, keys and copies, at the departure gate and at a change of department."""

    _inherit = "hr.employee"

    @api.model
    def _archive_traces(self):
        traces = super()._archive_traces()
        line = "EXISTS (SELECT FROM property_archive_loan_line l WHERE"
        traces["users"].append(SQL(f"{line} l.user_id = who.id AND l.state = 'out')"))
        for kind, column in (("employees", "employee_id"), ("partners", "partner_id")):
            traces[kind].append(
                SQL(
                    f"{line} l.%s = who.id AND (l.copy_to_return"
                    " OR l.state IN ('to_approve', 'approved', 'queued', 'out')))",
                    SQL.identifier(column),
                )
            )
        return traces

    @api.model
    def _archive_open_documents(self, people):
        open_documents = super()._archive_open_documents(people)
        lines = self.env["property.archive.loan.line"].sudo()
        employees, users, partners = people.employees, people.users, people.partners
        out = Domain("state", "=", "out") & Domain("physical", "=", True)
        copies = Domain("state", "=", "delivered") & Domain("copy_to_return", "=", True)
        mine = Domain("employee_id", "in", list(employees)) | Domain(
            "partner_id", "in", list(partners)
        )
        persons = ["employee_id", "partner_id", "user_id"]
        for line in lines.search_fetch(
            (out | copies) & mine | out & Domain("user_id", "in", list(users)),
            [*persons, "state", "loan_id", "record_id", "date_due", "company_id"],
            order="date_due, id",
        ):
            person = employees.get(line.employee_id.id) or partners.get(line.partner_id.id)
            if person:
                open_documents.append((person, line, line._open_text()))
            asked = users.get(line.user_id.id)
            if line.state == "out" and asked and asked != person:
                open_documents.append((asked, line, line._open_text(mine=False)))
        return open_documents

    @api.model
    def _archive_move_documents(self, people, departments):
        found = super()._archive_move_documents(people, departments)
        lines = (
            self.env["property.archive.loan.line"]
            .sudo()
            .search(
                [
                    ("state", "=", "out"),
                    ("physical", "=", True),
                    ("employee_id", "in", list(people.employees)),
                    ("record_id.scope", "=", "department"),
                    ("record_id.department_id", "in", list(set(departments.values()))),
                ],
                order="date_due, id",
            )
        )
        for line in lines:
            person = people.employees[line.employee_id.id]
            if departments.get(person.id) == line.record_id.department_id.id:
                found.append((person, line, line._open_text()))
        return found

    def _archive_depart(self, date=None):
        """Cancel what the leaver asked for and did not fetch (F5)."""
        result = super()._archive_depart(date)
        lines = (
            self.env["property.archive.loan.line"]
            .sudo()
            .search(
                [
                    ("employee_id", "in", self.ids),
                    ("state", "in", ["to_approve", "approved", "queued"]),
                ]
            )
        )
        if lines:
            lines._lock_rows()
            lines._approval_cancel()
            lines._write_protected({"state": "cancelled"})
            self.env["property.archive.log"]._log("cancelled", lines)
        return result
