from odoo import fields, models


class PropertyArchiveTransferSignWizard(models.TransientModel):
    """A receiver from outside signs on the giver's screen (E8)."""

    _name = "property.archive.transfer.sign.wizard"
    _description = "Signature of an Outside Receiver"
    _inherit = ["property.archive.guarded"]

    transfer_id = fields.Many2one("property.archive.transfer", required=True)
    receiver_id = fields.Many2one(related="transfer_id.receiver_id", related_sudo=False)
    image = fields.Binary("Signature", required=True)

    def action_confirm(self):
        """Keep the signature: the receipt is confirmed."""
        self.ensure_one()
        self.transfer_id.action_sign_outsider(self.image)
        return {"type": "ir.actions.act_window_close"}
