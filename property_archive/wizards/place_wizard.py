from odoo import fields, models


class PropertyArchivePlaceWizard(models.TransientModel):
    """Put the chosen records, or what the chosen handover lines bring, in one place."""

    _name = "property.archive.place.wizard"
    _description = "Choose a Place"

    location_id = fields.Many2one("property.archive.location", "Place", required=True)

    def action_confirm(self):
        """Move the records, or name the place on the lines."""
        self.ensure_one()
        model = self.env.context.get("active_model")
        documents = self.env[model].browse(self.env.context.get("active_ids", []))
        if model == "property.archive.record":
            documents.action_move(self.location_id.id)
        else:
            documents.check_access("write")
            documents.write({"location_id": self.location_id.id})
        return {"type": "ir.actions.act_window_close"}
