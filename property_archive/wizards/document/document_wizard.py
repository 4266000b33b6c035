from odoo import fields, models


class PropertyArchiveDocumentWizard(models.TransientModel):
    """What was done with a document before it is passed on (requirement H1)."""

    _name = "property.archive.document.wizard"
    _description = "What Was Done"
    _inherit = ["property.archive.guarded"]

    pass_id = fields.Many2one(
        "property.archive.document.pass", "Stop", required=True, readonly=True, ondelete="cascade"
    )
    result = fields.Text("What Was Done", required=True)

    def action_done(self):
        """Write it down and pass the document on."""
        return self.pass_id.action_done(self.result)
