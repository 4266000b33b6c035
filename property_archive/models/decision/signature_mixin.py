import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...digest import text_hash


class PropertyArchiveSignatureMixin(models.AbstractModel):
    """Signing on screen: one implementation for handovers, loans and destructions."""

    _name = "property.archive.signature.mixin"
    _description = "Signed Archive Document"

    signature_ids = fields.One2many(
        "property.archive.signature",
        "res_id",
        "Signatures",
        domain=lambda self: [("res_model", "=", self._name)],
    )
    signing_text = fields.Text(
        "Text to Sign",
        compute="_compute_signing_text",
        help="As it was signed, or as it is signed now.",
    )

    @api.depends("signature_ids")
    @api.depends_context("lang")
    def _compute_signing_text(self):
        for document in self:
            signed = document.sudo().signature_ids.filtered("text")[:1]
            document.signing_text = signed.text or document._text_to_sign()

    def _text_to_sign(self):
        """Hook: the text that is signed now, of a document that consists of a text.

        It is stored with the signature, with its hash: what the company changes later does not
        change what was signed.

        :rtype: str
        """
        return ""

    #: Fields that name who signs next: open until they have, each change of them is logged.
    _next_signers = ()

    def write(self, vals):
        names = [name for name in self._next_signers if name in vals]
        signed = self._signed_already() if names else self.browse()
        log = self.env["property.archive.log"]
        before = log._facts(signed, names)
        result = super().write(vals)
        for document, name, old, new in log._changes(before, signed, names):
            log._log("signer_changed", document, field=name, before=old, after=new)
        return result

    def _ask_why_cancelled(self, reason):
        """The dialog that asks why a signed document is cancelled.

        :param str reason: what the caller gave
        :return: None once there is a reason, or while nobody has signed
        """
        if (reason or "").strip() or not self._signed_already():
            return None
        return self.env["property.archive.reason.wizard"]._ask(
            self, self.env._("Cancel What Is Signed"), "action_cancel"
        )

    def _note_cancelled(self, reason):
        """Log that signed documents were cancelled, and write why into their history.

        The log holds no texts: of the reason it has the SHA-256, so that a reason written
        otherwise later is found.

        :param str reason: kept on the document, too
        """
        digest = text_hash(reason)
        for document in self._signed_already():
            self.env["property.archive.log"]._log(
                "signature_voided",
                document,
                signatures=document.sudo().signature_ids.ids,
                reason_sha256=digest,
            )
            if hasattr(document, "_message_log"):
                document.sudo()._message_log(body=self.env._("Cancelled: %s", reason))

    def _sign(self, role, image, signer=None, outsider=None, phase="once", name=None, shown=None):
        """Store a signature for each of these documents.

        :param str role: a value of ``property.archive.signature.role``
        :param image: base64 of the drawing
        :param signer: ``res.users`` who signs, default the current user
        :param outsider: ``res.partner`` who signs instead of a user
        :param phase: distinguishes several signatures of the same person
        :param name: name of a signer who is neither a user nor a contact
        :param str shown: the text that was shown to the signer, of a document that has one
        :raise UserError: when the drawing is empty, the person has already signed or the text is
            not the one that was shown
        """
        self._check_signature_image(image)
        signer = self.env["res.users"] if outsider or name else (signer or self.env.user)
        vals_list = []
        for document in self.sudo():
            text = document._check_shown(shown)
            if any(
                s.role == role
                and s.phase == phase
                and s.user_id == signer
                and s.partner_id == (outsider or s.partner_id.browse())
                and (not name or s.signer_name == name)
                for s in document.signature_ids
            ):
                raise UserError(
                    self.env._(
                        "%(name)s signed %(document)s already.",
                        name=name or (outsider or signer).name,
                        document=document.display_name,
                    )
                )
            vals_list.append(
                {
                    "res_model": self._name,
                    "res_id": document.id,
                    "role": role,
                    "phase": phase,
                    "user_id": signer.id,
                    "partner_id": outsider.id if outsider else False,
                    "signer_name": name or (outsider or signer).sudo().name,
                    "image": image,
                    "date": fields.Datetime.now(),
                    "captured_by_id": self.env.uid,
                    "company_id": document.company_id.id,
                    "text": text,
                    "text_hash": text_hash(text),
                }
            )
        signatures = self.env["property.archive.signature"].sudo()._create_protected(vals_list)
        self.invalidate_recordset(["signature_ids", "signing_text"])
        self.env["property.archive.log"]._log(
            "signed", self, role=role, phase=phase, signer=signer.id
        )
        return signatures

    def _check_shown(self, shown):
        """The text of this document, or raise when another one was shown to the signer."""
        text = self.signing_text
        if text and text != shown:
            raise UserError(
                self.env._(
                    "%s: its text is not the one that was shown. Read it as it is now, and sign"
                    " again.",
                    self.display_name,
                )
            )
        return text

    def _check_signature_image(self, image):
        try:
            raw = base64.b64decode(image or b"", validate=True)
        except (binascii.Error, ValueError, TypeError):
            raw = b""
        if not raw.startswith((b"\x89PNG", b"\xff\xd8")):
            raise UserError(self.env._("Draw your signature in the field before you confirm."))

    def _signed(self, role, phase="once"):
        """This document's signatures for a role."""
        self.ensure_one()
        return self.sudo().signature_ids.filtered(lambda s: s.role == role and s.phase == phase)

    def _signing_name(self, role=None):
        """Whose signature the dialog takes: the current user's, unless somebody signs here.

        :param str role: the part, where the document leaves the choice
        :rtype: str
        """
        self.ensure_one()
        return self.env.user.name

    def _signs_oneself(self, role=None):
        """Hook: whether the current user signs now, and nobody else on their screen.

        :param str role: the part to sign in, where the document leaves the choice
        :rtype: bool
        """
        return True

    def action_open_sign(self):
        """Open the signing dialog for this document."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sign"),
            "res_model": "property.archive.sign.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
            },
        }
