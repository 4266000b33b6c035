from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list


class PropertyArchiveMoveWizardLine(models.TransientModel):
    """One record to move, with the place it goes to."""

    _name = "property.archive.move.wizard.line"
    _description = "Record to Move"
    _inherit = ["property.archive.guarded"]

    wizard_id = fields.Many2one("property.archive.move.wizard", required=True, ondelete="cascade")
    record_id = fields.Many2one("property.archive.record", required=True)
    source_id = fields.Many2one(
        related="record_id.current_location_id", related_sudo=False, string="From Place"
    )
    location_id = fields.Many2one("property.archive.location", "To Place")
    error = fields.Char("Why It Stays", compute="_compute_error")

    @api.depends("record_id", "location_id")
    def _compute_error(self):
        """Compute why this record cannot be moved there, in the user's language."""
        reasons = self.record_id._get_blockers("move")
        for line in self:
            texts = [blocker.text for blocker in reasons.get(line.record_id, ())]
            if line.location_id:
                try:
                    line.record_id.sudo()._check_goes_to(line.location_id.sudo())
                except UserError as error:
                    texts.append(str(error))
            line.error = format_list(self.env, texts) if texts else False

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.record_id.check_access("read")
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.record_id.check_access("read")
        return result
