from odoo import api, models


class PropertyArchiveRegister(models.AbstractModel):
    _inherit = "property.archive.register"

    @api.model
    def _registers(self):
        registers = super()._registers()
        registers["loans"] = {
            "title": self.env._("Loan Register"),
            "form_number": "DA-05",
            "model": "property.archive.loan.line",
            "domain": [("state", "!=", "draft")],
            "order": "id",
            "columns": [
                (self.env._("Number"), "loan_id.name", 16),
                (self.env._("Record"), lambda line: line._handed_out_name(), 34),
                (self.env._("Asked For"), "subject", 34),
                (self.env._("Kind"), "kind", 10),
                (self.env._("Borrower"), "borrower", 16),
                (self.env._("Department"), "department_id.name", 16),
                (self.env._("Purpose"), "purpose", 30),
                (self.env._("Decided By"), "policy_roles", 20),
                (self.env._("Handed Out On"), "date_out", 17),
                (self.env._("Due On"), "date_due", 17),
                (self.env._("Pages Out"), "page_count_out", 8),
                (self.env._("Condition Out"), "condition_out", 14),
                (self.env._("Handed Out By"), "handed_out_by_id.name", 14),
                (self.env._("Returned On"), "date_returned", 17),
                (self.env._("Pages In"), "page_count_in", 8),
                (self.env._("Condition In"), "condition_in", 14),
                (self.env._("Taken Back By"), "taken_back_by_id.name", 14),
                (self.env._("Use Made of It"), "use_result", 24),
                (self.env._("Status"), "state", 12),
            ],
        }
        registers["keys"] = {
            "title": self.env._("Key Shift Hand-Over"),
            "form_number": "KF-15",
            "model": "property.archive.record",
            "domain": [
                ("category_id", "in", self._key_category_ids()),
                ("state", "in", ["filed", "sealed"]),
            ],
            "order": "reference, id",
            "columns": [
                (self.env._("Code"), "reference", 20),
                (self.env._("Key"), "name", 30),
                (self.env._("Unit"), "unit_id.code", 14),
                (self.env._("Pieces"), "quantity", 8),
                (self.env._("Place"), "location_id.complete_name", 24),
                (self.env._("Status"), "availability", 12),
                (self.env._("Borrower"), lambda key: key._out_with("borrower"), 16),
                (self.env._("Out Since"), lambda key: key._out_with("date_out"), 18),
                (
                    self.env._("Why Not Back"),
                    lambda key: key._out_with("late_reason"),
                    30,
                ),
                (self.env._("Counted"), lambda key: "", 10),
            ],
        }
        return registers

    @api.model
    def _key_category_ids(self):
        return self.env["property.archive.loan.line"]._key_categories().ids
