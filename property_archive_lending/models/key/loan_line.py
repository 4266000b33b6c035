from odoo import api, fields, models
from odoo.exceptions import UserError

_SIGNERS = [("witness", "Witness"), ("manager", "Manager")]


class PropertyArchiveLoanLine(models.Model):
    """Who signs the use of a sealed key besides borrower and archivist (004 §15 a 3, 5)."""

    _inherit = "property.archive.loan.line"

    signs_as = fields.Selection(_SIGNERS, "I Sign as", compute="_compute_signs_as")
    witness_ids = fields.Many2many(related="loan_id.witness_ids", related_sudo=True)

    @api.depends_context("uid")
    @api.depends("state", "signature_ids", "record_id")
    def _compute_signs_as(self):
        for line in self:
            line.signs_as = line._signs_as()

    def _waits_for_witnesses(self):
        """Whether witnesses sign: once it is known which key goes out."""
        line = self.sudo()
        return bool(line.state == "approved" and line.policy_id.need_witnesses and line.record_id)

    def _signs_as(self):
        """In which part the current user signs now: ``witness``, ``manager`` or False."""
        self.ensure_one()
        line, me = self.sudo(), self.env.user
        if self._waits_for_witnesses() and me in line.loan_id.witness_ids:
            return "witness" if me not in line._signed("witness", "out").user_id else False
        if line._wants_manager() and me in line._managers():
            return "manager"
        return False

    def action_sign(self, image):
        """Sign as a witness before the key goes out, or as the manager after its use.

        :param image: base64 of the drawn signature
        :raise UserError: when it is not the current user's turn
        """
        for line in self:
            line.check_access("read")
            line._lock_rows()
            role = line._signs_as()
            if not role:
                raise UserError(
                    self.env._("%s: you have nothing to sign on it now.", line.display_name)
                )
            line._sign(role, image, phase="out" if role == "witness" else "in")
            line.sudo()._write_protected({"after_use_open": line._is_after_use_open()})
            line.sudo().activity_unlink(
                ["property_archive_lending.mail_activity_type_key_sign"], user_id=self.env.uid
            )
        return True
