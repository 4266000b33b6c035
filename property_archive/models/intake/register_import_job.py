from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...groups import ARCHIVIST, MANAGER
from ...jobs import run_steps
from ...notify import tell

#: How often a job killed by the server is restarted.
_MOST_ATTEMPTS = 3


class _Cancelled(Exception):
    """The running import was cancelled."""


class PropertyArchiveImportProgress(models.Model):
    """Progress of a run, visible before its transaction commits.

    A separate row that the long transaction never touches; short transactions write it.
    """

    _name = "property.archive.import.progress"
    _description = "Progress of a Register Import"
    _inherit = ["property.archive.guarded"]
    _log_access = False

    run = fields.Integer(required=True, index=True)
    total = fields.Integer()
    made = fields.Integer()
    attempts = fields.Integer()
    cancelled = fields.Boolean()

    def _tell(self, run, made=0, attempts=0):
        """Store the progress of a run, committed at once.

        :return: how often it was begun, and whether somebody cancelled it
        :rtype: tuple(int, bool)
        """
        with self.env.registry.cursor() as cr:
            cr.execute(
                "UPDATE property_archive_import_progress"
                "   SET made = CASE WHEN %(attempts)s > 0 THEN 0 ELSE made + %(made)s END,"
                "       attempts = COALESCE(attempts, 0) + %(attempts)s"
                " WHERE run = %(run)s RETURNING attempts, COALESCE(cancelled, FALSE)",
                {"run": run.id, "made": made, "attempts": attempts},
            )
            return cr.fetchone() or (1, False)

    @api.autovacuum
    def _gc_over(self):
        """Delete the progress of finished runs."""
        self.env.cr.execute(
            "DELETE FROM property_archive_import_progress p WHERE NOT EXISTS ("
            " SELECT FROM property_archive_import_run r WHERE r.id = p.run AND r.state = 'waiting')"
        )


class PropertyArchiveImportRun(models.Model):
    """A large register is imported by a job, in one transaction, with a bar (G4)."""

    _inherit = "property.archive.import.run"

    problem = fields.Text("Why Not", readonly=True)
    progress = fields.Float(compute="_compute_progress", help="Percent of its lines that are made.")

    @api.depends("state")
    def _compute_progress(self):
        rows = self.env["property.archive.import.progress"].sudo()
        rows = {row.run: row for row in rows.search([("run", "in", self.ids)])}
        for run in self:
            row = rows.get(run.id)
            share = 100 * row.made / row.total if row and row.total else 0
            run.progress = share if run.state == "waiting" else 100 * (run.state == "done")

    def action_cancel(self):
        """Cancel a running import: nothing of it is kept, its lines are staged again."""
        self.ensure_one()
        self.check_access("read")
        if self.user_id != self.env.user and not self.env.user.has_group(MANAGER):
            raise UserError(self.env._("An import is cancelled by who began it."))
        self._lock_rows()
        self._check_state("waiting")
        self._end("cancelled", False)
        return True

    def _end(self, state, problem):
        """End these runs without result: their lines are staged again."""
        self.sudo()._write_protected({"state": state, "problem": problem, "record_count": 0})
        lines = self.env["property.archive.import"].sudo().search([("run_id", "in", self.ids)])
        lines._put_into(self.browse())
        rows = self.env["property.archive.import.progress"].sudo()
        rows.search([("run", "in", self.ids)]).cancelled = True

    # -- the job ------------------------------------------------------------------------------

    @api.model
    def _cron_import(self):
        """Job: make the records of the registers that wait, each in one transaction.

        A run stopped by a crash or by its user has created nothing; after a
        crash it is restarted.
        """

        def step():
            waiting = self.sudo().search([("state", "=", "waiting")], order="id")
            first = waiting[:1]
            runs = waiting.filtered(
                lambda r: r.user_id == first.user_id and r.create_date == first.create_date
            )
            runs._work()
            return len(runs), len(waiting - runs)

        run_steps(self.env, step)

    def _work(self):
        """Make the records of these runs, which one user confirmed together."""
        if not self:
            return
        told = self.env["property.archive.import.progress"].sudo()
        user = self.user_id
        env = (
            self.with_user(user)
            .with_context(lang=user.lang, tz=user.tz, allowed_company_ids=self.company_id.ids)
            .env
        )
        attempts = max(told._tell(run, attempts=1)[0] for run in self)

        def report(count):
            if any(told._tell(run, count)[1] for run in self):
                raise _Cancelled

        lines = self.env["property.archive.import"].sudo().search([("run_id", "in", self.ids)])
        lines = lines.with_env(env)
        try:
            if attempts > _MOST_ATTEMPTS:
                raise UserError(
                    env._(
                        "The server ended the job %s times before it was done. Import the"
                        " register in parts.",
                        _MOST_ATTEMPTS,
                    )
                )
            if not user.active or not user.has_group(ARCHIVIST):
                raise UserError(env._("Only archivists confirm a register."))
            with self.env.cr.savepoint():
                lines._check_confirmed()
                lines._import(self.with_env(env), report)
        except _Cancelled:
            self.env.invalidate_all()
            return
        except (UserError, ValidationError) as error:
            self.env.invalidate_all()
            self._end("failed", str(error))
            subject = env._("The register was not imported")
        else:
            subject = env._("The register is imported")
        tell(env, user.partner_id, subject, [run.problem or run.display_name for run in self])
