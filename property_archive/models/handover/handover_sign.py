from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class PropertyArchiveHandover(models.Model):
    """Signatures of giver, receiver and supervisor, in this order (requirement A9)."""

    _inherit = "property.archive.handover"

    outside_giver_ids = fields.Many2many(
        "res.partner",
        string="May Give",
        compute="_compute_outside_giver_ids",
        compute_sudo=True,
    )

    incomplete = fields.Char(
        compute="_compute_incomplete", help="Lines that the archive would give back as they are."
    )

    @api.depends("state", "line_ids.missing_note")
    @api.depends_context("uid")
    def _compute_incomplete(self):
        """Said before the first signature: afterwards a list that lacks something comes back."""
        for handover in self:
            lacking = handover.line_ids.filtered(
                lambda line: line.missing_pieces and not (line.missing_note or "").strip()
            )
            handover.incomplete = (
                handover._turn() == "giver"
                and handover.kind in ("filing", "custody")
                and "; ".join(f"{line.display_name}: {line.missing_pieces}" for line in lacking[:5])
            )

    @api.depends("line_ids.record_id")
    def _compute_outside_giver_ids(self):
        for handover in self:
            givers = handover.outside_giver_id
            for place, record in enumerate(handover.line_ids.record_id):
                people = record._subject_partners()
                givers = givers & people if place else people
            handover.outside_giver_ids = givers

    @api.constrains("outside_giver_id")
    def _check_outside_giver(self):
        """Check that the outside giver is one of the owners the file is about (B5)."""
        for handover in self.sudo().filtered(lambda h: h.kind == "custody" and h.line_ids):
            if handover.outside_giver_id not in handover.outside_giver_ids:
                raise ValidationError(
                    self.env._(
                        "%(handover)s: who gives it is one of those whom each of these files is"
                        " about: %(people)s.",
                        handover=handover.name,
                        people=", ".join(handover.outside_giver_ids.mapped("name")),
                    )
                )

    def action_sign(self, image):
        """Sign in the current user's part: giver, receiver or supervisor.

        The last signature files the accepted records, all of them or none.

        :param image: base64 of the drawn signature
        :raise UserError: when it is not the current user's turn
        """
        for handover in self:
            handover.check_access("read")
            handover._lock_rows()
            role = handover._role_to_sign()
            if role == "receiver":
                handover._check_receiver_signs()
            outsider = handover.sudo().outside_giver_id if role == "giver" else None
            handover._sign(role, image, outsider=outsider)
            getattr(handover, f"_after_{role}_signed")()
        return True

    def _signing_name(self, role=None):
        if self._turn() == "giver" and self.sudo().outside_giver_id:
            return self.sudo().outside_giver_id.name
        return super()._signing_name(role)

    def _role_to_sign(self):
        """The part in which the current user may sign now.

        :raise UserError: when it is another person's turn
        """
        turn = self._turn()
        same = self.env.user._archive_same_person()
        if self.state == "given" and self.giver_id in same:
            raise UserError(self.env._("Whoever hands over does not receive."))
        if self.state == "received" and (self.giver_id | self.receiver_id) & same:
            raise UserError(self.env._("A supervisor is neither giver nor receiver."))
        if turn:
            return turn
        raise UserError(
            self.env._(
                "%(handover)s is “%(state)s”: you have nothing to sign on it now.",
                handover=self.name,
                state=self._label("state"),
            )
        )

    def _signs_oneself(self, role=None):
        return not (self._turn() == "giver" and self.sudo().outside_giver_id)

    def _after_giver_signed(self):
        self.sudo()._write_protected({"state": "given"})
        self.sudo().line_ids._propose_places()

    def _check_receiver_signs(self):
        """Raise while lines are left that the receiver must process before signing."""
        self._check_custody()
        undecided = self.line_ids.filtered(lambda line: line.result == "pending")
        if undecided:
            raise UserError(
                self.env._(
                    "Accept or return each line first; still open: %s",
                    ", ".join(undecided.sudo().record_id[:5].mapped("display_name")),
                )
            )
        if self.supervisor_needed and not self.supervisor_id:
            raise UserError(self.env._("Name the supervisor who signs this handover."))

    def _after_receiver_signed(self):
        self.sudo()._write_protected({"receiver_id": self.env.uid, "state": "received"})
        if not self.supervisor_needed:
            self._complete()

    def _after_supervisor_signed(self):
        self._complete()

    def action_cancel(self, reason=None):
        """Cancel a handover that is not received yet.

        :param str reason: once somebody has signed; without one a dialog asks for it
        """
        self.check_access("read")
        self._lock_rows()
        self._check_state("draft", "given")
        for handover in self:
            if handover.giver_id != self.env.user:
                raise UserError(
                    self.env._(
                        "%(handover)s is taken back by its giver only: %(giver)s.",
                        handover=handover.name,
                        giver=handover.sudo().giver_id.name,
                    )
                )
        if ask := self._ask_why_cancelled(reason):
            return ask
        self.sudo().line_ids._give_back(self.env._("Taken back by the giver."))
        self.sudo()._write_protected({"state": "cancelled", "cancel_reason": reason})
        self._note_cancelled(reason)
        return True
