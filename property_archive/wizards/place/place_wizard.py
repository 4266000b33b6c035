from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchivePlaceWizard(models.TransientModel):
    """Put the chosen records, or what the chosen handover lines bring, in one place."""

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
        """Move the records, or name the place on the lines."""
        self.ensure_one()
        model = self.env.context.get("active_model")
        if model not in ("property.archive.record", "property.archive.handover.line"):
            raise UserError(self.env._("Open this dialog with the button of a document."))
        documents = self.env[model].browse(self.env.context.get("active_ids", []))
        if model == "property.archive.record":
            documents.action_move(self.location_id.id, self.temporary)
        else:
            documents.check_access("write")
            documents.write({"location_id": self.location_id.id})
        return {"type": "ir.actions.act_window_close"}
