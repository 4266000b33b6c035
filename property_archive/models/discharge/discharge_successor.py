from odoo import api, fields, models


class PropertyArchiveDischargeSuccessor(models.Model):
    """Who takes over the files of one category from a leaver (requirement F5)."""

    _name = "property.archive.discharge.successor"
    _description = "Successor by Category"
    _inherit = ["property.archive.protected", "property.archive.specific"]
    _specific_fields = ("category_id",)
    _order = "discharge_id, id"
    _signed_document = "discharge_id"

    discharge_id = fields.Many2one(
        "property.archive.discharge", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="discharge_id.company_id", store=True)
    category_id = fields.Many2one(
        "property.archive.category", required=True, ondelete="restrict", index=True
    )
    successor_id = fields.Many2one("hr.employee", required=True, ondelete="restrict")

    _category_uniq = models.UniqueIndex(
        "(discharge_id, category_id)", "This category has a successor already."
    )

    def _creatable_fields(self):
        return {"discharge_id", "category_id", "successor_id"}

    def _editable_fields(self):
        if set(self.sudo().mapped("discharge_id.state")) <= {"draft"}:
            return {"category_id", "successor_id"}
        return set()

    @api.constrains("discharge_id", "successor_id")
    def _check_successor(self):
        for row in self.sudo():
            row.discharge_id._check_takes_over(row.successor_id)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_draft()
        return rows

    @api.ondelete(at_uninstall=True)
    def _check_draft(self):
        """Raise when successors change after confirmation."""
        self.sudo().discharge_id._check_state(
            "draft",
            rule=self.env._("Successors are named before the certificate is confirmed."),
        )
