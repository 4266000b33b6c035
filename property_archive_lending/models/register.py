from odoo import api, models


class PropertyArchiveRegister(models.AbstractModel):
    _inherit = "property.archive.register"

    @api.model
    def _registers(self):
        registers = super()._registers()
        _ = self.env._
        registers["loans"] = {
            "title": _("Loan Register"),
            "form_number": "DA-05",
            "model": "property.archive.loan.line",
            "domain": [("state", "!=", "draft")],
            "order": "id",
            "columns": [
                (_("Number"), "loan_id.name", 16),
                (_("Record"), lambda line: line._handed_out_name(), 34),
                (_("Asked For"), "subject", 34),
                (_("Kind"), "kind", 10),
                (_("Borrower"), "borrower", 16),
                (_("Department"), "department_id.name", 16),
                (_("Purpose"), "purpose", 30),
                (_("Decided By"), "policy_roles", 20),
                (_("Handed Out On"), "date_out", 17),
                (_("Due On"), "date_due", 17),
                (_("Pages Out"), "page_count_out", 8),
                (_("Condition Out"), "condition_out", 14),
                (_("Handed Out By"), "handed_out_by_id.name", 14),
                (_("Returned On"), "date_returned", 17),
                (_("Pages In"), "page_count_in", 8),
                (_("Condition In"), "condition_in", 14),
                (_("Taken Back By"), "taken_back_by_id.name", 14),
                (_("Use Made of It"), "use_result", 24),
                (_("Status"), "state", 12),
            ],
        }
        return registers
