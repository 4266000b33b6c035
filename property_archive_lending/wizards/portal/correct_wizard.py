from odoo import api, fields, models


class PropertyArchiveCorrectWizard(models.TransientModel):
    """The archivist says how a correction was carried out."""

    _name = "property.archive.correct.wizard"
    _description = "Correction Done"
    _inherit = ["property.archive.guarded"]

    line_ids = fields.Many2many(
        "property.archive.loan.line",
        required=True,
        default=lambda self: self._default_line_ids(),
    )
    note = fields.Text("What Was Done", required=True, help="Told to who asked.")

    @api.model
    def _default_line_ids(self):
        if self.env.context.get("active_model") == "property.archive.loan.line":
            return self.env.context.get("active_ids", [])
        return []

    def action_confirm(self):
        """Close the requests with the note."""
        self.ensure_one()
        self.line_ids.action_correct(self.note)
        return {"type": "ir.actions.act_window_close"}
