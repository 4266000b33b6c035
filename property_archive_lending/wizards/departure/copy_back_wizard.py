from odoo import fields, models


class PropertyArchiveCopyBackWizard(models.TransientModel):
    """What became of a copy that was out (requirements D10, F1)."""

    _name = "property.archive.copy.back.wizard"
    _description = "Copy Back"
    _inherit = ["property.archive.guarded"]

    line_ids = fields.Many2many(
        "property.archive.loan.line",
        "property_archive_copy_back_wizard_rel",
        "wizard_id",
        "line_id",
        string="Copies",
        required=True,
    )
    note = fields.Char("What Became of It", required=True)

    def action_confirm(self):
        """Note the copies as back."""
        self.ensure_one()
        self.line_ids.action_copy_back(self.note)
        return {"type": "ir.actions.act_window_close"}
