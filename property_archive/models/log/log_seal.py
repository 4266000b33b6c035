import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...jobs import run_steps
from . import log_proof

_TRIGGERS = """
DROP TRIGGER IF EXISTS property_archive_log_seal_append_only ON property_archive_log_seal;
CREATE TRIGGER property_archive_log_seal_append_only
    BEFORE UPDATE OR DELETE ON property_archive_log_seal
    FOR EACH ROW EXECUTE FUNCTION property_archive_refuse();
DROP TRIGGER IF EXISTS property_archive_log_seal_no_truncate ON property_archive_log_seal;
CREATE TRIGGER property_archive_log_seal_no_truncate
    BEFORE TRUNCATE ON property_archive_log_seal
    FOR EACH STATEMENT EXECUTE FUNCTION property_archive_refuse();
"""
LOG_COLUMNS = (
    "l.id, l.date, l.company_id, l.user_id, l.action, l.res_model, l.res_id, l.reference, l.detail,"
    " l.nonce, l.follows, l.signature"
)
#: How many of these columns are set in an event written before events were signed.
_UNSIGNED = 9
#: A row older than this when it is sealed did not exist at the previous sealing.
_WINDOW = timedelta(hours=1)
#: Rows sealed at a time; ten times as many are searched for late commits.
BATCH = 10_000
#: Lock key: one job seals at a time, and writers of the log never wait for it.
_LOCK = 7245019


class PropertyArchiveLogSeal(models.Model):
    """The hash chain over the log, one chain per company (requirement B6).

    Events are written without a chain and sealed in batches by a job that runs often: if every
    transaction had to lock the end of the chain, all users of the archive would wait for each
    other. An event changed or added before its sealing is found by its signature (``log_proof``), a
    deleted one by the next event of the same process. Two gaps remain: the last event of a process
    that ends before it writes another one can be deleted in the minute before it is sealed; and
    whoever has both the database and the key can change anything that is not sealed.
    """

    _name = "property.archive.log.seal"
    _description = "Seal of the Archive Log"
    _inherit = ["property.archive.log.owned"]
    _guard = _TRIGGERS
    _order = "company_id, position"
    _log_access = False

    company_id = fields.Integer(required=True, readonly=True)
    position = fields.Integer(required=True, readonly=True)
    log_id = fields.Integer(required=True, readonly=True)
    hash = fields.Char(required=True, readonly=True)
    date = fields.Datetime("Sealed On", required=True, readonly=True)
    late = fields.Boolean(readonly=True, help="The event is much older than the sealing before it.")
    finding = fields.Char(readonly=True, help="What was wrong with the event when it was sealed.")

    _position_uniq = models.UniqueIndex("(company_id, position)")
    _log_uniq = models.UniqueIndex("(log_id)")

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The archive log is sealed by its own job."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("A seal cannot be changed."))

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("A seal cannot be deleted."))

    @api.model
    def _digest(self, previous, row, finding=None):
        """Hash of a log row and of the hash before it.

        :param str previous: previous hash, empty for the first row
        :param tuple row: the columns of the log row
        :param str finding: errors found in the row when it was sealed
        """
        if row[-1] is None:
            row = row[:_UNSIGNED]
        text = "\x1f".join("" if value is None else str(value) for value in row)
        if finding:
            text = f"{text}\x1e{finding}"
        return hashlib.sha256(f"{previous}\x1e{text}".encode()).hexdigest()

    # -- sealing ----------------------------------------------------------------------------

    @api.model
    def _cron_seal(self):
        """Job: seal the events logged since the last run."""
        run_steps(self.env, self._seal_batch)

    def _seal_all(self):
        """Seal everything committed until now, before the log is verified."""
        while self._seal_batch()[1]:
            pass

    @api.model
    def _seal_batch(self, signed=True):
        """Seal the oldest rows without a seal.

        :param bool signed: whether these rows come from a version that signs events
        :return: how many were sealed, and at least how many are left
        :rtype: tuple(int, int)
        """
        cr = self.env.cr
        cr.execute("SELECT pg_try_advisory_xact_lock(%s)", (_LOCK,))
        if not cr.fetchone()[0]:
            return 0, 0
        # The job that had the lock before may have sealed after this transaction began. Then this
        # one is retried, as it would seal the same rows twice.
        cr.execute("SELECT FROM property_archive_log_head ORDER BY company_id FOR UPDATE")
        cr.execute(
            f"SELECT {LOG_COLUMNS} FROM property_archive_log l"
            " WHERE l.id > COALESCE((SELECT max(log_id) FROM property_archive_log_seal), 0) - %s"
            " AND NOT EXISTS (SELECT FROM property_archive_log_seal s WHERE s.log_id = l.id)"
            " ORDER BY l.id LIMIT %s",
            (BATCH * 10, BATCH + 1),
        )
        rows = cr.fetchall()
        heads, now = self._heads(), fields.Datetime.now()
        findings = self._find_errors(rows[:BATCH]) if signed else {}
        values = []
        for row in rows[:BATCH]:
            company = row[2]
            position, previous, sealed = heads.get(company, (0, "", None))
            late = bool(sealed and row[1] < sealed - _WINDOW)
            finding = ",".join(findings.get(row[0], ())) or None
            digest = self._digest(previous, row, finding)
            values.append((company, position + 1, row[0], digest, now, late, finding))
            heads[company] = (position + 1, digest, sealed)
        if values:
            cr.execute_values(
                "INSERT INTO property_archive_log_seal"
                " (company_id, position, log_id, hash, date, late, finding) VALUES %s",
                values,
                page_size=1000,
            )
            self.env["property.archive.log.head"]._move(list({value[0] for value in values}))
        return len(values), max(0, len(rows) - BATCH)

    def _find_errors(self, rows):
        """Find what is wrong with rows that are being sealed.

        :return: lists of ``"<error> <id of the event>"`` by id of the row
        :rtype: dict(int, list(str))
        """
        findings, named = {}, {}
        for row in rows:
            wrong = log_proof.judge(row[1:_UNSIGNED], *row[_UNSIGNED:])
            if wrong:
                findings.setdefault(row[0], []).append(f"{wrong} {row[0]}")
            else:
                named.update(dict.fromkeys(log_proof.members(row[-2]), row[0]))
        if named:
            self.env.cr.execute(
                "SELECT id FROM property_archive_log WHERE id = ANY(%s)", (list(named),)
            )
            for number in sorted(named.keys() - {row[0] for row in self.env.cr.fetchall()}):
                findings.setdefault(named[number], []).append(f"removed {number}")
        for number in self._copies(rows) - findings.keys():
            findings[number] = [f"inserted {number}"]
        return findings

    def _copies(self, rows):
        """Ids of rows that are copies of another row, with the same signature."""
        if not rows:
            return set()
        self.env.cr.execute(
            "SELECT array_agg(id ORDER BY id) FROM property_archive_log"
            " WHERE id > %s AND signature = ANY(%s) GROUP BY signature HAVING count(*) > 1",
            (rows[0][0] - BATCH * 10, list(filter(None, {row[-1] for row in rows}))),
        )
        return {number for (ids,) in self.env.cr.fetchall() for number in ids[1:]} & {
            row[0] for row in rows
        }

    def _heads(self):
        """Position, hash and time of each company's last seal.

        When the newest seals were deleted, the chain continues from the stored head, so that the
        gap stays visible.
        """
        self.env.cr.execute(
            """
            SELECT c.id, COALESCE(s.position, h.position), COALESCE(s.hash, h.hash), last.date
              FROM (SELECT id FROM res_company
                     UNION SELECT company_id FROM property_archive_log_head) c
         LEFT JOIN property_archive_log_head h ON h.company_id = c.id
         LEFT JOIN LATERAL (SELECT position, hash, date FROM property_archive_log_seal
                             WHERE company_id = c.id ORDER BY position DESC LIMIT 1) last ON TRUE
         LEFT JOIN LATERAL (SELECT last.position, last.hash
                             WHERE last.position > COALESCE(h.position, 0)) s ON TRUE
             WHERE COALESCE(s.position, h.position) IS NOT NULL
            """
        )
        return {company: head for company, *head in self.env.cr.fetchall()}
