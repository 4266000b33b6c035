from odoo import api, fields, models
from odoo.exceptions import AccessError


class PropertyArchiveSignature(models.Model):
    """A signature drawn on screen, with who signed, when and on whose screen (A9, D5, E4)."""

    _name = "property.archive.signature"
    _description = "Archive Signature"
    _inherit = ["property.archive.protected"]
    _order = "id"
    _archive_guards_files = True

    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document ID", model_field="res_model", required=True, readonly=True
    )
    role = fields.Selection(
        [
            ("giver", "Giver"),
            ("receiver", "Receiver"),
            ("supervisor", "Supervisor"),
            ("borrower", "Borrower"),
            ("archivist", "Archivist"),
            ("executor", "Executor"),
            ("employee", "Employee"),
            ("manager", "Manager"),
            ("witness", "Witness"),
        ],
        required=True,
        readonly=True,
    )
    phase = fields.Char(required=True, readonly=True, default="once")
    user_id = fields.Many2one("res.users", "Signer", readonly=True, ondelete="restrict")
    partner_id = fields.Many2one(
        "res.partner",
        "Outside Signer",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    signer_name = fields.Char(required=True, readonly=True)
    image = fields.Binary("Signature", attachment=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    captured_by_id = fields.Many2one(
        "res.users",
        "On the Screen of",
        required=True,
        readonly=True,
        ondelete="restrict",
        help="Who was logged in when it was signed.",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    text = fields.Text(
        "Signed Text", readonly=True, help="What was shown and signed, where it is no document."
    )
    text_hash = fields.Char("SHA-256 of the Text", readonly=True)
    text_of_upgrade = fields.Boolean(
        "Text of the Upgrade",
        readonly=True,
        help="Signed before texts were kept: the text is that of the day of the upgrade.",
    )

    _document_idx = models.Index("(res_model, res_id)")
    # a signer who is neither a user nor a contact is only known by name
    _once_uniq = models.UniqueIndex(
        "(res_model, res_id, role, phase, COALESCE(user_id, 0), COALESCE(partner_id, 0),"
        " (CASE WHEN user_id IS NULL AND partner_id IS NULL THEN signer_name ELSE '' END))",
        "This person signed the document in this part already.",
    )

    @api.depends("signer_name", "role")
    def _compute_display_name(self):
        roles = dict(self._fields["role"]._description_selection(self.env))
        for signature in self:
            signature.display_name = f"{roles.get(signature.role, '')}: {signature.signer_name}"

    def _check_archive_files(self, operation):
        """Hook of ``ir.attachment``: a signature is never changed."""
        if operation == "unlink" or (operation == "write"):
            raise AccessError(self.env._("A signature is neither changed nor deleted."))

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("A signature is neither changed nor deleted."))
