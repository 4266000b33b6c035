from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveEstateTransfer(models.Model):
    """Giver, owners' committee and receiver sign; with the last signature all of it leaves."""

    _inherit = "property.archive.estate.transfer"

    may_sign = fields.Boolean(compute="_compute_may_sign")
    signed_roles = fields.Char("Signed By", compute="_compute_may_sign")
    next_signer = fields.Char("Signs Next", compute="_compute_may_sign")

    @api.depends("state", "signature_ids", "committee_id", "receiver_id")
    @api.depends_context("uid")
    def _compute_may_sign(self):
        roles = dict(
            self.env["property.archive.signature"]._fields["role"]._description_selection(self.env)
        )
        for transfer in self:
            signatures = transfer.sudo().signature_ids
            transfer.signed_roles = "、".join(
                f"{roles[one.role]}: {one.signer_name}" for one in signatures
            )
            role, outsider = transfer._origin._turn()
            transfer.may_sign = bool(role)
            signer = outsider or transfer.sudo().giver_id
            transfer.next_signer = role and f"{roles[role]}: {signer.sudo().name}"

    def _turn(self):
        """Whose signature is next, for whoever hands over: on their screen all of them sign.

        :return: ``giver``, ``supervisor`` (the committee) or ``receiver``, or None; and the
            contact who signs, None for the giver
        :rtype: tuple(str or None, res.partner or None)
        """
        if self.state != "written" or self.env.user != self.giver_id:
            return None, None
        if not self._signed("giver"):
            return "giver", None
        transfer = self.sudo()
        if transfer.committee_id and not self._signed("supervisor"):
            return "supervisor", transfer.committee_id
        return "receiver", transfer.receiver_id

    def _signs_oneself(self, role=None):
        return not self._turn()[1]

    def _signing_name(self, role=None):
        outsider = self._turn()[1]
        return outsider.name if outsider else super()._signing_name(role)

    def action_sign(self, image):
        """Sign in the part that is next; the receiver's signature is the receipt.

        :param image: base64 of the drawn signature
        :raise UserError: when it is not the current user's turn, something is in the way, or the
            receiver does not have the package
        """
        for transfer in self:
            transfer._lock_in_state("written", access="write")
            role, outsider = transfer._turn()
            if not role:
                raise UserError(
                    self.env._(
                        "%(transfer)s is signed on the screen of %(user)s, who hands it over.",
                        transfer=transfer.display_name,
                        user=transfer.sudo().giver_id.name,
                    )
                )
            transfer._check_obstacles()
            if role == "receiver":
                transfer._check_proof()
            transfer._sign(role, image, outsider=outsider)
            if role == "receiver":
                transfer._handed_over()
        return True

    def _handed_over(self):
        """All have signed: in this transaction the files are theirs, and no longer ours."""
        transfer = self.sudo()
        lines = transfer.line_ids.filtered("record_id")
        originals = lines.filtered(lambda line: line.manner == "original").record_id
        copies = lines.filtered(lambda line: line.manner == "copy").record_id
        originals._write_protected(
            {
                "state": "transferred",
                "disposal_note": f"{transfer.name} · {transfer.successor_id.name}",
                "location_id": False,
            }
        )
        number = self._next_number(transfer.company_id, "property.archive.estate.transfer.receipt")
        transfer._write_protected(
            {"state": "done", "date_done": fields.Datetime.now(), "receipt_number": number}
        )
        transfer.activity_feedback([self._TO_SIGN])
        log = self.env["property.archive.log"]
        facts = {"estate_transfer": transfer.name, "manifest": transfer.manifest_hash}
        log._log("transferred", originals, **facts)
        log._log("packaged", copies, **facts)
        log._alarm(
            "estate_handed_over",
            transfer,
            receipt=number,
            originals=len(originals),
            copies=len(copies),
            manifest=transfer.manifest_hash,
        )
        transfer.project_id._end(transfer.company_id._archive_today())
        # the database has the last word before anybody is told that it is done
        self.env.flush_all()
