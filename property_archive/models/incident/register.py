from odoo import api, models
from odoo.fields import Domain


class PropertyArchiveRegister(models.AbstractModel):
    _inherit = "property.archive.register"

    @api.model
    def _registers(self):
        registers = super()._registers()
        registers["penalties"] = {
            "title": self.env._("Penalties for Payroll"),
            "form_number": "DA-23",
            "model": "property.archive.penalty",
            "domain": Domain("state", "=", "decided"),
            "order": "date_decided, department_id, employee_id, id",
            "date": "date_decided",
            "columns": [
                (self.env._("Month"), lambda p: f"{p.date_decided:%Y-%m}", 10),
                (self.env._("Department"), "department_id.name", 18),
                (self.env._("Employee"), lambda p: p.sudo().employee_id.name, 14),
                (self.env._("Incident"), lambda p: p.sudo().incident_id.name, 16),
                (self.env._("Kind"), "kind", 18),
                (self.env._("Rule"), "rule_id.name", 34),
                (self.env._("Occurred On"), "date", 12),
                (self.env._("Case of the Month"), "case_number", 10),
                (self.env._("Quantity"), "quantity", 8),
                (self.env._("Amount"), "amount", 10),
                (self.env._("Share of Performance Pay (%)"), "share", 12),
                (self.env._("Measure"), "measure", 12),
                (self.env._("Decided On"), "date_decided", 12),
                (self.env._("Decided By"), "decided_by_id.name", 14),
            ],
        }
        return registers
