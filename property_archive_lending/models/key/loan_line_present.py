from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.property_archive.notify import ask_to_do

_SIGN = "property_archive_lending.mail_activity_type_key_sign"


class PropertyArchiveLoanLine(models.Model):
    """Before a sealed key goes out: confirmed with the unit, witnesses signed (J13)."""

    _inherit = "property.archive.loan.line"

    confirmed_with = fields.Char(
        "Confirmed With",
        readonly=True,
        copy=False,
        help="Whom of the unit the assistant asked, and how.",
    )
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    date_confirmed = fields.Datetime("Confirmed On", readonly=True, copy=False)
    confirmation_needed = fields.Boolean(
        related="policy_id.need_confirmation", related_sudo=True, string="Confirm with the Unit"
    )

    def action_confirm_unit(self, note=None):
        """Note that the unit's person in charge was asked and agreed (004 §15 a 4).

        :param str note: with whom, and how; without one a dialog asks for it
        """
        if not (note or "").strip():
            return self.env["property.archive.reason.wizard"]._ask(
                self,
                self.env._("Confirmed with the Unit"),
                "action_confirm_unit",
                self.env._("With whom of the unit, and how: by telephone, in person…"),
            )
        self.check_access("read")
        self._check_state("to_approve", "approved")
        self._check_unsigned()
        if not self._is_archivist() and not all(self.mapped("can_approve")):
            raise UserError(self.env._("Who keeps the keys asks the unit."))
        self._lock_rows()
        for line in self.sudo():
            if self.env.user in line._approval_people()._archive_same_person():
                raise UserError(
                    self.env._(
                        "%s: whoever asks for a key does not confirm it themselves. Somebody else"
                        " who keeps the keys asks the unit.",
                        line.display_name,
                    )
                )
            decided = line.state == "approved" or "approved" in line.approval_ids.mapped("state")
            if line.date_confirmed and decided:
                raise UserError(
                    self.env._(
                        "%(line)s was decided on what %(user)s was told: that stays as noted.",
                        line=line.display_name,
                        user=line.confirmed_by_id.name,
                    )
                )
        self.sudo()._write_protected(
            {
                "confirmed_with": note.strip(),
                "confirmed_by_id": self.env.uid,
                "date_confirmed": fields.Datetime.now(),
            }
        )
        self.env["property.archive.log"]._log("unit_confirmed", self)
        return True

    def _check_confirmed(self):
        for line in self.sudo():
            if line.policy_id.need_confirmation and not line.date_confirmed:
                raise UserError(
                    self.env._(
                        "%s: confirm it with the unit's person in charge first, and note with"
                        " whom (button “Confirmed with the Unit”).",
                        line.display_name,
                    )
                )

    def action_approve(self, *args, **kwargs):
        self._check_confirmed()
        return super().action_approve(*args, **kwargs)

    def _approval_done(self):
        result = super()._approval_done()
        for line in self.sudo().filtered(
            lambda line: line.policy_id.need_witnesses and line.state == "approved"
        ):
            for user in line.loan_id.witness_ids:
                ask_to_do(line, _SIGN, user, lambda env: env._("Sign that you were present"))
        return result

    def _check_can_hand_out(self, record, physical):
        self._check_confirmed()
        line = self.sudo()
        if physical and line.policy_id.need_witnesses:
            signed = line._signed("witness", "out").user_id
            missing = line.loan_id.witness_ids - signed
            if missing:
                raise UserError(
                    self.env._(
                        "%(line)s: the witnesses are present and sign first: %(users)s.",
                        line=line.display_name,
                        users=", ".join(missing.mapped("name")),
                    )
                )
        return super()._check_can_hand_out(record, physical)
