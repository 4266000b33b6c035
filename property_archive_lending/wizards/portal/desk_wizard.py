from odoo import api, models


class PropertyArchiveDeskWizard(models.TransientModel):
    """Who asked in the portal reads there, where there is something to read (B5)."""

    _inherit = "property.archive.desk.wizard"

    @api.model
    def _is_paper(self, line):
        if line.loan_id._is_portal():
            return not line._has_portal_content()
        return super()._is_paper(line)
