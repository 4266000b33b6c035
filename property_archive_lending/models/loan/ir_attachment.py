from odoo import models


class IrAttachment(models.Model):
    """The papers of a request stay as the approvers saw them (D3)."""

    _inherit = "ir.attachment"

    def _archive_is_guarded(self):
        paper = self.res_model == "property.archive.loan" and self.res_field
        return bool(paper) or super()._archive_is_guarded()
