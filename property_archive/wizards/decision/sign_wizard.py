from odoo import fields, models


class PropertyArchiveSignWizard(models.TransientModel):
    """Draw a signature; the document determines the role of the signer."""

    _name = "property.archive.sign.wizard"
    _description = "Sign an Archive Document"
    _inherit = ["property.archive.guarded"]

    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    role = fields.Char(help="The part to sign in, where the document leaves the choice.")
    image = fields.Binary("Signature", required=True)

    def action_confirm(self):
        """Sign the document as the current user."""
        self.ensure_one()
        document = self.env[self.res_model].browse(self.res_id)
        document.check_access("read")
        if not isinstance(document, self.env.registry["property.archive.signature.mixin"]):
            return False
        if self.role:
            document.action_sign(self.image, self.role)
        else:
            document.action_sign(self.image)
        return {"type": "ir.actions.act_window_close"}
