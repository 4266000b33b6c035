from odoo import api, models


class PropertyArchiveDeskWizard(models.TransientModel):
    """Whoever asked in the portal reads in the portal, if there is a file to read (B5)."""

    _inherit = "property.archive.desk.wizard"

    @api.model
    def _is_paper(self, line):
        if line.loan_id._is_portal():
            return not line._has_portal_content()
        return super()._is_paper(line)
