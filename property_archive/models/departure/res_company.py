from odoo import fields, models


class ResCompany(models.Model):
    """Company settings for departures and moves (F2, F3, F6); archiving a company (F1)."""

    _inherit = "res.company"

    archive_notice_days = fields.Integer(
        "Contract Ends: Tell Before (Days)",
        default=30,
        help="So many days before a contract ends and none follows, the borrower, the manager"
        " and the archive are told what is open; 0: only when a date of departure is set.",
    )
    archive_discharge_required = fields.Boolean(
        "Departure Wants a Discharge Certificate",
        help="Nobody's departure is registered before their discharge certificate 离职档案清退证明"
        " is signed by the employee, the archivist and the manager.",
    )
    archive_move_blocks = fields.Boolean(
        "Change of Department Waits for Hand-Over",
        help="An employee moves to another department only when department records they have on"
        " loan are back and papers of the department are handed over; otherwise they are listed.",
    )

    _archive_notice_days_positive = models.Constraint(
        "CHECK (archive_notice_days >= 0)", "Days before the end of a contract: 0 or more."
    )

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            employees = self.env["hr.employee"].sudo().with_context(active_test=False)
            employees.search(
                [("company_id", "in", self.filtered("active").ids), ("active", "=", True)]
            )._archive_check_departure()
        users = {company: company.sudo().user_ids for company in self if "user_ids" in vals}
        result = super().write(vals)
        for company, earlier in users.items():
            if lost := earlier - company.sudo().user_ids:
                lost._archive_check_leaving(company)
                lost._archive_end_rights(company)
                self.env["property.archive.access"]._forget()
        return result
