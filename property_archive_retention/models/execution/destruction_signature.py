from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveDestruction(models.Model):
    """Executor and supervisors sign before and after (requirement E4)."""

    _inherit = "property.archive.destruction"

    to_sign = fields.Boolean(compute="_compute_to_sign")
    outsider_to_sign = fields.Boolean(compute="_compute_to_sign")
    missing_signatures = fields.Char(compute="_compute_to_sign")

    @api.depends_context("uid")
    @api.depends("state", "signature_ids", "line_ids.state")
    def _compute_to_sign(self):
        for batch in self:
            phase = batch._signing_phase()
            partner = self.env.user.partner_id
            mine = batch.executor_id == self.env.user or partner in batch.supervisor_ids
            signed = batch.sudo().signature_ids.filtered(
                lambda s, p=phase: s.phase == p and s.user_id == self.env.user
            )
            batch.to_sign = bool(phase and mine and not signed)
            names = batch._missing_signatures(phase) if phase else []
            batch.missing_signatures = ", ".join(names) or False
            outsiders = batch.sudo().supervisor_ids.filtered(lambda p: not p.user_ids)
            batch.outsider_to_sign = batch.executor_id == self.env.user and bool(
                set(names) & set(outsiders.mapped("name"))
            )

    def _signing_phase(self):
        """``before``, ``after``, or False while there is nothing to sign."""
        self.ensure_one()
        if self._waiting_is_over():
            return "before"
        if self.state == "executing" and not self._lines_in("purging"):
            return "after"
        return False

    def _check_signing(self):
        self.check_access("read")
        # the last signature completes it: of two at the same time, one has to see the other
        self._claim_rows()
        phase = self._signing_phase()
        if phase:
            return phase
        if self.state == "waiting":
            raise UserError(
                self.env._(
                    "%(batch)s waits until %(date)s, so that anybody who must can stop it.",
                    batch=self.name,
                    date=self.date_executable,
                )
            )
        if self.state == "executing":
            raise UserError(self.env._("%s is still being executed: continue it first.", self.name))
        raise UserError(self.env._("There is nothing to sign on %s now.", self.name))

    def action_sign(self, image):
        """Sign before or after the execution, as executor or supervisor.

        :param image: base64 of the drawn signature
        :raise UserError: when it is not the current user's turn
        """
        for batch in self:
            phase = batch._check_signing()
            if batch.executor_id == self.env.user:
                batch._sign("executor", image, phase=phase)
            elif self.env.user.partner_id in batch.sudo().supervisor_ids:
                batch._sign("supervisor", image, phase=phase)
            else:
                raise UserError(
                    self.env._("Only the executor and the supervisors sign %s.", batch.name)
                )
            batch._after_signed(phase)
        return True

    def action_sign_outsider(self, partner_id, image):
        """A supervisor who is no user signs on the executor's screen.

        :param int partner_id: id of the supervisor's contact
        :param image: base64 of the drawn signature
        """
        self.ensure_one()
        phase = self._check_signing()
        if self.executor_id != self.env.user:
            raise UserError(self.env._("Outsiders sign on the screen of the executor."))
        outsider = self.sudo().supervisor_ids.filtered(lambda p: p.id == partner_id)
        if not outsider:
            raise UserError(self.env._("This person is no supervisor of %s.", self.name))
        if outsider.user_ids.filtered(lambda user: user.active):
            raise UserError(
                self.env._("%s is a user and signs on a screen of their own.", outsider.name)
            )
        self._sign("supervisor", image, outsider=outsider, phase=phase)
        self._after_signed(phase)
        return True

    def _missing_signatures(self, phase):
        """Names of those who still have to sign in a phase."""
        self.ensure_one()
        batch = self.sudo()
        signed = batch._signed("supervisor", phase)
        people = signed.partner_id | signed.user_id.partner_id
        names = (batch.supervisor_ids - people).mapped("name")
        if batch.executor_id not in batch._signed("executor", phase).user_id:
            names.append(batch.executor_id.name)
        return names

    def _signers_for_report(self):
        """Executor and supervisors with their signatures before and after."""
        self.ensure_one()
        batch = self.sudo()
        signers = [
            {
                "role": self.env._("Executor"),
                "name": batch.executor_id.name,
                "before": batch._signed("executor", "before"),
                "after": batch._signed("executor", "after"),
            }
        ]
        for partner in batch.supervisor_ids:
            of_partner = {
                phase: batch._signed("supervisor", phase).filtered(
                    lambda s, p=partner: p in (s.partner_id, s.user_id.partner_id)
                )
                for phase in ("before", "after")
            }
            signers.append({"role": self.env._("Supervisor"), "name": partner.name, **of_partner})
        return signers

    def _after_signed(self, phase):
        if phase == "after" or self.executor_id != self.env.user:
            self.sudo().activity_unlink(
                ["property_archive_retention.mail_activity_type_destruction"],
                user_id=self.env.uid,
            )
        if phase == "after" and not self._missing_signatures("after"):
            self._complete()

    def _complete(self):
        """All have signed what they saw: the certificate is valid."""
        self.sudo()._write_protected({"state": "done", "date_done": fields.Datetime.now()})
        self.sudo().activity_unlink(["property_archive_retention.mail_activity_type_destruction"])
        self.env["property.archive.log"]._log(
            "destruction_done", self, certificate=self.certificate_number
        )
