from odoo import api, fields, models


class PropertyArchiveSignWizard(models.TransientModel):
    """Draw a signature; the document determines the role of the signer."""

    _name = "property.archive.sign.wizard"
    _description = "Sign an Archive Document"
    _inherit = ["property.archive.guarded"]

    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    role = fields.Char(help="The part to sign in, where the document leaves the choice.")
    text = fields.Text(readonly=True, help="What is signed.")
    changed = fields.Boolean(help="The text was changed while it was read.")
    signer = fields.Char("Signature Of", compute="_compute_signer")
    image = fields.Binary("Signature", required=True)

    @api.depends_context("uid")
    @api.depends("res_model", "res_id", "role")
    def _compute_signer(self):
        for wizard in self:
            document = wizard._signed_document(wizard.res_model, wizard.res_id)
            wizard.signer = document is not None and document._signing_name(wizard.role or None)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        # the view shows none of these: they are not among the fields asked for
        asked = super().default_get(["res_model", "res_id", "role"])
        document = self._signed_document(asked.get("res_model"), asked.get("res_id"))
        if "text" in fields:
            values["text"] = document.signing_text if document else False
        if "image" in fields and document and document._signs_oneself(asked.get("role")):
            # who signed before has their signature there, and confirms it
            values["image"] = self.env["property.archive.signature"]._own_image()
        return values

    @api.model
    def _signed_document(self, model, number):
        """The document to sign, which the user may read, or None."""
        mixin = self.env.registry["property.archive.signature.mixin"]
        if not number or not issubclass(self.env.registry.get(model) or type(None), mixin):
            return None
        document = self.env[model].browse(number)
        document.check_access("read")
        return document

    def action_confirm(self):
        """Sign the document as the current user, or show its text again if it was changed."""
        self.ensure_one()
        document = self._signed_document(self.res_model, self.res_id)
        if document is None:
            return False
        options = {"role": self.role} if self.role else {}
        if document.signing_text:
            if document.signing_text != self.text:
                action = document.action_open_sign()
                action["context"] = {**action["context"], "default_changed": True}
                return action
            options["shown"] = self.text
        document.action_sign(self.image, **options)
        return {"type": "ir.actions.act_window_close"}
