from odoo import models


class PropertyArchiveDischarge(models.Model):
    """What the leaver had out, and when it came back (requirement F3)."""

    _inherit = "property.archive.discharge"

    def _get_settled_items(self):
        line_model = self.env["property.archive.loan.line"].sudo()
        employees = self.employee_id | self.user_id._archive_same_person().employee_ids
        lines = line_model.search(
            [
                ("company_id", "=", self.company_id.id),
                ("employee_id", "in", employees.ids),
                "|",
                "&",
                ("state", "in", ["returned", "lost"]),
                ("physical", "=", True),
                ("date_copy_back", "!=", False),
            ],
            order="date_out, id",
        )
        settled = []
        for line in lines:
            copy = bool(line.date_copy_back)
            note = line.copy_back_note if copy else line.difference or line.condition_in
            settled.append(
                {
                    "kind": "lost" if line.state == "lost" else "returned",
                    "name": line.record_id.display_name,
                    "document": line.loan_id.name,
                    "date_start": line.date_out,
                    "date_end": line.date_copy_back or line.date_returned,
                    "result": note,
                }
            )
        return settled + super()._get_settled_items()
