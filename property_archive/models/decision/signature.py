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
    _user_idx = models.Index("(user_id, id) WHERE user_id IS NOT NULL")
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

    @api.model
    def _own_image(self):
        """The signature that the current user drew last, on a screen of their own.

        :return: base64 of the picture, False for whoever has not signed yet
        """
        own = [("user_id", "=", self.env.uid), ("captured_by_id", "=", self.env.uid)]
        image = self.sudo().search(own, order="id desc", limit=1).with_context(bin_size=False).image
        return image.decode() if isinstance(image, bytes) else image

    def _check_archive_files(self, operation):
        """Hook of ``ir.attachment``: a signature is never changed."""
        if operation == "unlink" or (operation == "write"):
            raise AccessError(self.env._("A signature is neither changed nor deleted."))

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("A signature is neither changed nor deleted."))


class PropertyArchiveProtected(models.AbstractModel):
    """What somebody has signed is changed by nobody, neither the document nor its rows (A9)."""

    _inherit = "property.archive.protected"

    #: Many2one to the document whose signatures cover these rows.
    _signed_document = None
    #: Fields that are filled in after the first signature, as by whoever signs next. Every other
    #: field stays as it was signed, whatever :meth:`_editable_fields` says.
    _open_after_signature = frozenset()

    def _signed_already(self):
        """Those of these documents, or of these rows, that somebody has signed.

        :rtype: same model as ``self``
        """
        if self._signed_document:
            signed = self.sudo()[self._signed_document]._signed_already()
            return self.filtered(lambda row: row.sudo()[self._signed_document] in signed)
        if "signature_ids" not in self._fields:
            return self.browse()
        return self.filtered(lambda document: document.sudo().signature_ids)

    def _check_unsigned(self):
        """Raise when somebody signed one of these already.

        :raise AccessError: says that what was signed stays as it is
        """
        if signed := self._signed_already():
            raise signed._signed_error()

    def _signed_error(self):
        return AccessError(
            self.env._(
                "%(document)s is signed: what somebody signed stays as it is. What has to be"
                " added goes into a field of whoever signs next; what is wrong is cancelled with"
                " a reason.",
                document=", ".join(self[:5].mapped("display_name")),
            )
        )

    def _check_names(self, names, allowed):
        result = super()._check_names(names, allowed)
        closed = (set(names) & set(allowed)) - self._open_after_signature
        if closed:
            self._check_unsigned()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        if self._signed_document:
            documents._check_unsigned()
        return documents

    @api.ondelete(at_uninstall=True)
    def _unlink_unsigned(self):
        self._check_unsigned()
