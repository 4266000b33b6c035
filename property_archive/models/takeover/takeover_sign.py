from odoo import api, models
from odoo.exceptions import UserError

from ...notify import ask_to_do

_CHASE = "property_archive.mail_activity_type_takeover"


class PropertyArchiveTakeover(models.Model):
    """Giver, owners' committee and company sign the list, in this order."""

    _inherit = "property.archive.takeover"

    @api.depends("state", "signature_ids")
    @api.depends_context("uid")
    def _compute_may_sign(self):
        roles = dict(
            self.env["property.archive.signature"]._fields["role"]._description_selection(self.env)
        )
        for takeover in self:
            signatures = takeover.sudo().signature_ids
            takeover.signed_roles = "、".join(
                f"{roles[one.role]}: {one.signer_name}" for one in signatures
            )
            takeover.may_sign = bool(takeover._origin._turn())

    def _turn(self):
        """Whose signature is next: ``giver``, ``supervisor`` (the committee) or ``receiver``.

        Those from outside sign on the screen of whoever receives.

        :rtype: str or None
        """
        if self.state != "to_sign" or self.env.user != self.receiver_id:
            return None
        for role, partner in self._outsiders().items():
            if partner and not self._signed(role):
                return role
        return "receiver"

    def _outsiders(self):
        """Contacts who sign on the screen of whoever receives, by part."""
        return {"giver": self.giver_id, "supervisor": self.committee_id}

    def _signing_name(self, role=None):
        return self._outsiders().get(self._turn(), self.env.user).name

    def action_owed_by_giver(self):
        """Name the giver as who owes what is missing and names nobody yet."""
        self._lock_in_state("draft", access="write")
        for takeover in self:
            unowed = takeover.line_ids._missing().filtered(lambda line: not line.owed_by)
            unowed.write({"owed_by": takeover.giver_id.name})

    def _signs_oneself(self, role=None):
        return self._turn() == "receiver"

    def action_ready(self):
        """Finish counting and start signing.

        :raise UserError: without a giver, or without a debtor for missing papers
        """
        self._lock_in_state("draft", access="write")
        for takeover in self:
            if not takeover.giver_id:
                raise UserError(
                    self.env._("%s: say who hands the estate over.", takeover.display_name)
                )
            unowed = takeover.line_ids._missing().filtered(lambda line: not line.owed_by)
            if unowed:
                raise UserError(
                    self.env._(
                        "%(takeover)s: say of each missing paper who owes it 承接查验. Still open:"
                        " %(papers)s.",
                        takeover=takeover.display_name,
                        papers="、".join(unowed[:5].mapped("name")),
                    )
                )
        self._write_protected({"state": "to_sign"})

    def action_count_again(self):
        """Go back to counting while nobody has signed."""
        self._lock_in_state("to_sign", access="write")
        for takeover in self:
            if takeover.sudo().signature_ids:
                raise UserError(
                    self.env._(
                        "%s is signed by somebody: what they signed stays.", takeover.display_name
                    )
                )
        self._write_protected({"state": "draft"})

    def action_sign(self, image):
        """Sign in the part that is next.

        :param image: base64 of the drawn signature
        :raise UserError: when it is not the current user's turn
        """
        for takeover in self:
            takeover._lock_in_state("to_sign", access="write")
            role = takeover._turn()
            if not role:
                raise UserError(
                    self.env._(
                        "%(takeover)s is signed on the screen of %(user)s, who takes over.",
                        takeover=takeover.display_name,
                        user=takeover.receiver_id.name,
                    )
                )
            takeover._sign(role, image, outsider=takeover._outsiders().get(role))
            if role == "receiver":
                takeover._taken_over()
        return True

    def _taken_over(self):
        """Complete the takeover after all signatures, and follow up missing papers."""
        if not self.project_id.date_from:
            self.sudo().project_id.date_from = self.date
        self._write_protected({"state": "open" if self.line_ids._missing() else "done"})
        self._chase()

    def _chase(self):
        """Ask whoever takes over for the papers that are missing, and nobody else any more."""
        takeover = self.sudo()
        takeover.activity_unlink([_CHASE])
        missing = takeover.line_ids._missing()
        if missing:
            ask_to_do(
                takeover,
                _CHASE,
                takeover.chaser_id or takeover.receiver_id,
                lambda env: env._("Missing papers of %s", takeover.project_id.name),
                min(line.date_due or takeover.date_due for line in missing),
            )

    def write(self, vals):
        result = super().write(vals)
        if "chaser_id" in vals:
            for takeover in self.filtered(lambda takeover: takeover.state == "open"):
                takeover._chase()
        return result

    def _papers_came(self):
        """Update the follow-up after missing papers were received."""
        for takeover in self.sudo().filtered(lambda takeover: takeover.state == "open"):
            if not takeover.line_ids._missing():
                takeover._write_protected({"state": "done"})
                takeover.activity_feedback([_CHASE])
