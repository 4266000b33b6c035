import logging
import time

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

#: Seconds an execution may take inside the request that started it; the rest is a job's.
INLINE_SECONDS = 30
#: How many times to wait a second for the lock while others add files.
LOCK_TURNS = 10
#: No line has a larger id: the largest integer of PostgreSQL.
MOST_ID = 2**31 - 1


class PropertyArchiveDestruction(models.Model):
    """The execution (requirements E6, E7).

    Execution is a chain of short transactions, each of which leaves a state from which
    the next goes on: marked (record and line say *purging*) → content removed from the
    database, files to collect noted on the line → files collected and their absence
    verified (line and record say *destroyed*). If the process is killed in between, the records
    say that they are being destroyed.
    """

    _inherit = "property.archive.destruction"

    def action_execute(self):
        """Destroy what is listed. This cannot be undone.

        Everything is checked again on locked rows; a line that does not hold any more
        leaves the batch with its reason. The records are marked in this transaction and
        destroyed right after it is committed; what does not fit into the request, or was
        interrupted, is finished by a job or by :meth:`action_continue`.

        :raise UserError: when it is not the executor who calls, a signature is missing or
            nothing is left to destroy
        """
        self.ensure_one()
        self._lock_in_state("approved", "waiting")
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
                "certificate_number": self._next_number(
                    batch.company_id, "property.archive.destruction.certificate"
                ),
            }
        )
        batch.activity_unlink(["property_archive_retention.mail_activity_type_destruction"])
        lines._list_shared_files()
        lines._write_protected({"state": "purging"})
        lines.record_id._mark_purging()
        self.env["property.archive.log"]._log(
            "destruction_started", lines.record_id, batch=batch.name
        )
        self.env.flush_all()

    def action_continue(self):
        """Go on with an execution that was interrupted."""
        self.ensure_one()
        self._lock_in_state("executing")
        if self._lines_in("purging"):
            self.env.cr.postcommit.add(self._after_commit())
        return True

    def _after_commit(self):
        """Return the function to call after the commit; it opens a cursor of its own."""
        registry, ids = self.env.registry, self.ids

        def run():
            try:
                with registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env["property.archive.destruction"].browse(ids)._run(INLINE_SECONDS)
            except Exception:
                # The marks are committed: the job continues with them.
                _logger.exception("Destruction %s was interrupted; the job will go on", ids)

        return run

    def _destruction_event(self):
        """The action that the log names for each record that is done."""
        return "destroyed"

    def _run(self, seconds=None):
        """Remove the content of what is marked, in short transactions.

        :param seconds: stop after that time and leave the rest to the job
        :return: whether nothing is left
        """
        end = time.monotonic() + seconds if seconds else float("inf")
        for batch in self:
            batch._run_lines(end)
        remaining = self.env["property.archive.destruction.line"].search_count(
            [("destruction_id", "in", self.ids), ("state", "=", "purging")]
        )
        if remaining:
            self.env.ref("property_archive_retention.ir_cron_destruction")._trigger()
        self._ask_for_signatures()
        self.env["ir.cron"]._commit_progress()
        return not remaining

    def _run_lines(self, end):
        """Destroy the marked lines of this batch until none is left or time is over."""
        Line, Cron = self.env["property.archive.destruction.line"], self.env["ir.cron"]
        after = 0
        while lines := Line._lock_next_to_purge(self, after):
            before, after = after, lines[-1].id
            lines._purge_content()
            Cron._commit_progress()
            left = self._collect(before, after)
            if not left or time.monotonic() > end:
                return
        # lines whose files could not be removed before
        self._collect()

    def _collect(self, after=0, until=MOST_ID):
        """Collect the files of lines whose content is gone from the database; verify.

        :param int after: id of the line behind which to begin
        :param int until: id of the last line to look at
        :return: seconds left, as ``ir.cron._commit_progress``
        """
        Cron = self.env["ir.cron"]
        if not self._lock_attachments():
            _logger.info("Destruction %s waits for files that are being added", self.ids)
            return Cron._commit_progress()
        lines = self.env["property.archive.destruction.line"]._lock_next_to_collect(
            self, after, until
        )
        count = lines._verify_gone()
        return Cron._commit_progress(count)

    def _lock_attachments(self):
        """Lock out new attachments, as Odoo's own garbage collection does.

        So nobody adds a file with the same bytes while it is looked up and removed. The lock is
        tried in short turns at the start of a transaction: those who add files queue behind a
        waiting lock, and get through between two turns.

        :return: whether the lock is held now
        """
        for _turn in range(LOCK_TURNS):
            try:
                self.env.cr.execute("SET LOCAL lock_timeout TO '1s'")
                # waiting for a lock is normal: no error in the server's log
                self.env.cr.execute("LOCK ir_attachment IN SHARE MODE", log_exceptions=False)
            except psycopg2.errors.LockNotAvailable:
                self.env.cr.rollback()
            else:
                return True
        return False

    def _ask_for_signatures(self):
        """Tell executor and supervisors that it is done and has to be signed."""
        for batch in self.filtered(lambda batch: batch._signing_phase() == "after"):
            signed = (
                batch._signed("executor", "after") | batch._signed("supervisor", "after")
            ).user_id
            users = batch.executor_id | batch.supervisor_ids.user_ids
            for user in users - signed - batch.activity_ids.user_id:
                batch._ask_person(user, lambda env: env._("Sign the certificate"))

    @api.model
    def _cron_continue(self):
        """Job: finish every execution that is not finished."""
        self.search([("state", "=", "executing"), ("line_ids.state", "=", "purging")])._run()
