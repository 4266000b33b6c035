from odoo import fields, models


class PropertyArchiveAgreementPaperWizard(models.TransientModel):
    """Keep the scan of an agreement that was signed on paper."""

    _name = "property.archive.agreement.paper.wizard"
    _description = "Keep a Signed Agreement"
    _inherit = ["property.archive.guarded"]

    agreement_id = fields.Many2one("property.archive.agreement", required=True)
    scan = fields.Binary("Signed Paper", required=True)
    date_signed = fields.Date(
        "Signed On", required=True, default=lambda self: self.env.company._archive_today()
    )

    def action_keep(self):
        """Keep it."""
        self.ensure_one()
        self.agreement_id.check_access("read")
        self.agreement_id.action_keep_paper(self.scan, self.date_signed)
        return {"type": "ir.actions.act_window_close"}
