from odoo import api, fields, models


class PropertyArchiveTransferLine(models.Model):
    """One record on the list of a transfer (E8)."""

    _name = "property.archive.transfer.line"
    _description = "Record to Transfer"
    _inherit = ["property.archive.disposal.line.mixin"]
    _order = "transfer_id, id"
    _signed_document = "transfer_id"

    transfer_id = fields.Many2one(
        "property.archive.transfer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    page_count = fields.Integer(related="record_id.page_count")
    transfer_state = fields.Selection(related="transfer_id.state", string="Status", store=True)
    company_id = fields.Many2one(related="transfer_id.company_id", store=True)
    date_done = fields.Datetime(related="transfer_id.date_done")

    _record_open_once = models.UniqueIndex(
        "(record_id) WHERE transfer_state IN ('draft', 'to_approve', 'approved', 'sent')",
        "A record is on one open transfer at most.",
    )
    _record_uniq = models.UniqueIndex(
        "(transfer_id, record_id)", "The record is on this list already."
    )

    def action_remove(self):
        """Take these records off a list that is still a draft."""
        for transfer in self.transfer_id:
            transfer.check_access("write")
            transfer._lock_in_state("draft")
        self.sudo().unlink()
        return True

    @api.ondelete(at_uninstall=True)
    def _unlink_draft_only(self):
        self.sudo().transfer_id._check_state("draft", rule=self.env._("The list is closed."))
