import logging
import time

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

#: Seconds an execution may take inside the request that started it; the rest is a job's.
INLINE_SECONDS = 30


class PropertyArchiveDestruction(models.Model):
    """Signatures and execution (requirements E4, E6, E7).

    Execution is a chain of short transactions, each of which leaves a state from which
    the next goes on: marked (record and line say *purging*) → content removed from the
    database, files to collect noted on the line → files collected and their absence
    verified (line and record say *destroyed*). Whoever is killed in between leaves
    records that say that they are being destroyed.
    """

    _inherit = "property.archive.destruction"

    # -- signatures -------------------------------------------------------------------------

    def _signing_phase(self):
        """``before``, ``after``, or False while there is nothing to sign."""
        self.ensure_one()
        if self._waiting_is_over():
            return "before"
        if self.state == "executing" and not self._lines_in("purging"):
            return "after"
        return False

    def _lines_in(self, *states):
        return self.sudo().line_ids.filtered(lambda line: line.state in states)

    def _check_signing(self):
        self.check_access("read")
        self._lock()
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
        if phase == "after" and not self._missing_signatures("after"):
            self._complete()

    def _complete(self):
        """All have signed what they saw: the certificate is valid."""
        self.sudo()._write_protected({"state": "done", "date_done": fields.Datetime.now()})
        self.sudo().activity_unlink(["property_archive_retention.mail_activity_type_destruction"])
        self.env["property.archive.log"]._log(
            "destruction_done", self, certificate=self.certificate_number
        )

    # -- execution --------------------------------------------------------------------------

    def action_execute(self):
        """Destroy what is listed: no way back from here.

        Everything is checked again on locked rows; a line that does not hold any more
        leaves the batch with its reason. The records are marked in this transaction and
        destroyed right after it is committed; what does not fit into the request, or was
        interrupted, is finished by a job or by :meth:`action_continue`.

        :raise UserError: when it is not the executor who calls, a signature is missing or
            nothing is left to destroy
        """
        self._check_state("approved", "waiting")
        if self.executor_id != self.env.user:
            raise UserError(
                self.env._(
                    "%(batch)s is executed by %(executor)s and by nobody else.",
                    batch=self.name,
                    executor=self.executor_id.name,
                )
            )
        if not self._waiting_is_over():
            self._check_signing()
        missing = self._missing_signatures("before")
        if missing:
            raise UserError(
                self.env._("Before the destruction these have to sign: %s.", ", ".join(missing))
            )
        self._check_people_complete()
        self._check_duties_apart()
        lines = self._drop_blocked(self._lines_in("approved"))
        lines = lines._drop_changed()
        if not lines:
            self.sudo()._write_protected(
                {
                    "state": "cancelled",
                    "stop_reason": self.env._("Every line left the list: see the reasons."),
                }
            )
            return True
        self._check_method(lines)
        self._mark(lines)
        self.env.cr.postcommit.add(self._after_commit())
        return True

    def _mark(self, lines):
        """Say on batch, lines and records that the destruction runs, in one transaction."""
        batch = self.sudo()
        batch._write_protected(
            {
                "state": "executing",
                "date_executed": fields.Datetime.now(),
                "certificate_number": batch._next_number(
                    "property.archive.destruction.certificate"
                ),
            }
        )
        lines._list_shared_files()
        lines._write_protected({"state": "purging"})
        lines.record_id._mark_purging()
        self.env["property.archive.log"]._log(
            "destruction_started", lines.record_id, batch=batch.name
        )
        self.env.flush_all()

    def action_continue(self):
        """Go on with an execution that was interrupted."""
        self._check_state("executing")
        if self._lines_in("purging"):
            self.env.cr.postcommit.add(self._after_commit())
        return True

    def _after_commit(self):
        """What to call once the current transaction is committed, with a cursor of its own."""
        registry, ids = self.env.registry, self.ids

        def run():
            try:
                with registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env["property.archive.destruction"].browse(ids)._run(INLINE_SECONDS)
            except Exception:
                # What was marked is committed and stays: the job goes on with it.
                _logger.exception("Destruction %s was interrupted; the job will go on", ids)

        return run

    def _run(self, seconds=None):
        """Remove the content of what is marked, in short transactions.

        :param seconds: stop after that time and leave the rest to the job
        :return: whether nothing is left
        """
        Line, Cron = self.env["property.archive.destruction.line"], self.env["ir.cron"]
        end = time.monotonic() + seconds if seconds else float("inf")
        after = 0
        while True:
            lines = Line._take_to_purge(self.ids, after)
            if not lines:
                break
            after = lines[-1].id
            lines._purge_content()
            Cron._commit_progress()
            left = self._collect()
            if not left or time.monotonic() > end:
                break
        self._collect()
        remaining = Line.search_count(
            [("destruction_id", "in", self.ids), ("state", "=", "purging")]
        )
        if remaining:
            self.env.ref("property_archive_retention.ir_cron_destruction")._trigger()
        self._ask_for_signatures()
        Cron._commit_progress()
        return not remaining

    def _collect(self):
        """Collect the files of lines whose content is gone from the database; verify.

        :return: seconds left, as ``ir.cron._commit_progress``
        """
        Cron = self.env["ir.cron"]
        try:
            # First statement of the transaction, as in Odoo's own collection: nobody adds
            # a file with the same bytes while it is looked up and removed.
            self.env.cr.execute("SET LOCAL lock_timeout TO '10s'")
            self.env.cr.execute("LOCK ir_attachment IN SHARE MODE")
        except psycopg2.errors.LockNotAvailable:
            self.env.cr.rollback()
            return Cron._commit_progress()
        lines = self.env["property.archive.destruction.line"]._take_to_collect(self.ids)
        count = lines._verify_gone()
        return Cron._commit_progress(count)

    def _ask_for_signatures(self):
        """Tell executor and supervisors that it is done and has to be signed."""
        for batch in self:
            if batch._signing_phase() != "after" or batch.activity_ids.filtered(
                lambda a: a.res_model == self._name
                and a.summary == self.env._("Sign the certificate")
            ):
                continue
            for user in batch.executor_id | batch.supervisor_ids.user_ids:
                batch.activity_schedule(
                    "property_archive_retention.mail_activity_type_destruction",
                    user_id=user.id,
                    summary=self.env._("Sign the certificate"),
                )

    # -- papers -----------------------------------------------------------------------------

    def _pick_list(self):
        """Open lines in the order in which somebody walks along the shelves.

        :return: list of (place, lines)
        """
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.state in ("approved", "purging"))
        by_place = lines.grouped(lambda line: line.sudo().record_id.location_id)
        return sorted(by_place.items(), key=lambda pair: pair[0].sort_key or "")

    def action_print_pick_list(self):
        """The list to fetch the records with, by place."""
        self.check_access("read")
        return self.env.ref(
            "property_archive_retention.action_report_destruction_pick_list"
        ).report_action(self)

    def action_print_list(self):
        """The application with the list before destruction 销毁清册."""
        self.check_access("read")
        return self.env.ref(
            "property_archive_retention.action_report_destruction_list"
        ).report_action(self)

    def action_print_certificate(self):
        """The certificate 档案销毁证明."""
        self.check_access("read")
        return self.env.ref(
            "property_archive_retention.action_report_destruction_certificate"
        ).report_action(self)

    @api.model
    def _cron_continue(self):
        """Job: finish every execution that is not finished."""
        self.search([("state", "=", "executing"), ("line_ids.state", "=", "purging")])._run()
