from odoo import fields, models


class PropertyArchiveStampedWizard(models.TransientModel):
    """Put the stamped form back on its request (004 §15 a 4)."""

    _name = "property.archive.stamped.wizard"
    _description = "Stamped Form of a Key"
    _inherit = ["property.archive.guarded"]

    line_id = fields.Many2one("property.archive.loan.line", "Loan", required=True)
    stamped_form = fields.Binary(required=True)
    file_name = fields.Char()

    def action_confirm(self):
        """Keep the scan with the loan."""
        self.ensure_one()
        self.line_id.action_put_stamped(self.stamped_form, self.file_name)
        return {"type": "ir.actions.act_window_close"}
