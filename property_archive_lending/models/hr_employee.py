from odoo import fields, models
from odoo.fields import Domain

_DESK = "property_archive.group_property_archive_archivist"


class HrEmployee(models.Model):
    """Who leaves returns what they borrowed first (requirements F1, F4)."""

    _inherit = "hr.employee"

    archive_loan_count = fields.Integer(compute="_compute_archive_loan_count", groups=_DESK)

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

    def _archive_departure_blockers(self):
        blockers = super()._archive_departure_blockers()
        employees = self.sudo().with_context(active_test=False)
        users, partners = employees._archive_persons()
        colleagues = employees.search([("user_id", "in", list(users))])
        owner = {employee.id: users[employee.user_id.id] for employee in colleagues}
        owner.update((employee.id, employee.id) for employee in employees)
        lines = (
            self.env["property.archive.loan.line"]
            .sudo()
            .search(
                Domain("state", "=", "out")
                & Domain("physical", "=", True)
                & (
                    Domain("employee_id", "in", list(owner))
                    | Domain("partner_id", "in", list(partners))
                ),
                order="date_due, id",
            )
        )
        for line in lines:
            employee_id = owner.get(line.employee_id.id) or partners[line.partner_id.id]
            blockers.setdefault(employee_id, []).append(
                self.env._(
                    "on loan: %(record)s (%(loan)s, due %(date)s; return it at the archive desk)",
                    record=line.record_id.display_name,
                    loan=line.loan_id.name,
                    date=line._local_date("date_due"),
                )
            )
        return blockers
