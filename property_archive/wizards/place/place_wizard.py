from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchivePlaceWizard(models.TransientModel):
    """Put the chosen records in one place."""

    _name = "property.archive.place.wizard"
    _description = "Choose a Place"
    _inherit = ["property.archive.guarded"]

    location_id = fields.Many2one("property.archive.location", "Place", required=True)
    temporary = fields.Boolean(
        "For the Time Being", help="The records keep their own place and only lie there."
    )
    moves = fields.Boolean(compute="_compute_moves")

    @api.depends_context("active_model")
    def _compute_moves(self):
        self.moves = self.env.context.get("active_model") == "property.archive.record"

    def action_confirm(self):
        """Move the records the dialog was opened for."""
        self.ensure_one()
        model = self.env.context.get("active_model")
        if model != "property.archive.record":
            raise UserError(self.env._("Open this dialog with the button of a document."))
        records = self.env[model].browse(self.env.context.get("active_ids", []))
        records.action_move(self.location_id.id, self.temporary)
        return {"type": "ir.actions.act_window_close"}
