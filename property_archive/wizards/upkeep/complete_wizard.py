from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveCompleteWizard(models.TransientModel):
    """Add missing pieces and scans to a filed record (J2, J26)."""

    _name = "property.archive.complete.wizard"
    _description = "Complete a File"
    _inherit = ["property.archive.guarded"]

    record_id = fields.Many2one("property.archive.record", required=True, readonly=True)
    missing_note = fields.Char(related="record_id.missing_note", related_sudo=False)
    line_ids = fields.One2many("property.archive.complete.wizard.line", "wizard_id", "Pieces")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        record = self.env["property.archive.record"].browse(values.get("record_id"))
        if record:
            record._check_completes()
            values["line_ids"] = [
                (0, 0, {"enclosure": piece.id, "name": piece.name, "missing": not piece.present})
                for piece in record._pieces_to_complete()
            ]
        return values

    def action_confirm(self):
        """Add the entered pieces to the record."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.here or line.file)
        if not lines:
            raise UserError(self.env._("Tick what is there now, or attach the scans."))
        pieces = self.env["property.archive.enclosure"]
        self.record_id._complete(
            [
                {
                    "piece": pieces.browse(line.enclosure),
                    "form": line.form,
                    "page_count": line.page_count,
                    "file": line.file,
                    "file_name": line.file_name,
                }
                for line in lines
            ]
        )
        return {"type": "ir.actions.act_window_close"}


class PropertyArchiveCompleteWizardLine(models.TransientModel):
    """One piece that may be added."""

    _name = "property.archive.complete.wizard.line"
    _description = "Piece to Add"
    _inherit = ["property.archive.guarded"]

    wizard_id = fields.Many2one(
        "property.archive.complete.wizard", required=True, ondelete="cascade"
    )
    # stored as an id: the user need not have access to the record's content
    enclosure = fields.Integer()
    name = fields.Char("Piece")
    missing = fields.Boolean()
    here = fields.Boolean("Is There Now")
    form = fields.Selection([("original", "Original"), ("copy", "Photocopy")], default="original")
    page_count = fields.Integer("Pages")
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
