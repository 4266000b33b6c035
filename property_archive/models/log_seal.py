import hashlib
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_logger = logging.getLogger(__name__)

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
_LOG_COLUMNS = (
    "l.id, l.date, l.company_id, l.user_id, l.action, l.res_model, l.res_id, l.reference, l.detail"
)
#: A row older than this when it is sealed was not there at the sealing before.
_WINDOW = timedelta(hours=1)
_BATCH = 10_000
#: One job seals at a time; writers of the log never wait for it.
_LOCK = 7245019


class PropertyArchiveLogSeal(models.Model):
    """The hash chain over the log, one chain for each company (requirement B6).

    Events are written without a chain and sealed in batches by a short job: a chain head
    that every transaction had to take would make all users of the archive wait for each
    other. What was written since the last run, a minute or so, is the open window.
    """

    _name = "property.archive.log.seal"
    _description = "Seal of the Archive Log"
    _order = "company_id, position"
    _log_access = False

    company_id = fields.Integer(required=True, readonly=True)
    position = fields.Integer(required=True, readonly=True)
    log_id = fields.Integer(required=True, readonly=True)
    hash = fields.Char(required=True, readonly=True)
    date = fields.Datetime("Sealed On", required=True, readonly=True)
    late = fields.Boolean(readonly=True, help="The event is much older than the sealing before it.")

    _position_uniq = models.UniqueIndex("(company_id, position)")
    _log_uniq = models.UniqueIndex("(log_id)")

    def init(self):
        self.env.cr.execute(_TRIGGERS)

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The archive log is sealed by its own job."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("A seal cannot be changed."))

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("A seal cannot be deleted."))

    @api.model
    def _digest(self, previous, row):
        """Hash of a log row on top of the one before it.

        :param str previous: hash before, empty for the first
        :param tuple row: the columns of the log row
        """
        text = "\x1f".join("" if value is None else str(value) for value in row)
        return hashlib.sha256(f"{previous}\x1e{text}".encode()).hexdigest()

    # -- sealing ----------------------------------------------------------------------------

    @api.model
    def _cron_seal(self):
        """Job: seal what was logged since the last run."""
        while True:
            done, remaining = self._seal_batch()
            if not done or not self.env["ir.cron"]._commit_progress(done, remaining=remaining):
                break

    @api.model
    def _seal_batch(self):
        """Seal the oldest rows that have no seal.

        :return: how many were sealed, and how many are left at least
        :rtype: tuple(int, int)
        """
        cr = self.env.cr
        cr.execute("SELECT pg_try_advisory_xact_lock(%s)", (_LOCK,))
        if not cr.fetchone()[0]:
            return 0, 0
        cr.execute(
            f"SELECT {_LOG_COLUMNS} FROM property_archive_log l"
            " WHERE l.id > COALESCE((SELECT max(log_id) FROM property_archive_log_seal), 0) - %s"
            " AND NOT EXISTS (SELECT FROM property_archive_log_seal s WHERE s.log_id = l.id)"
            " ORDER BY l.id LIMIT %s",
            (_BATCH * 10, _BATCH + 1),
        )
        rows = cr.fetchall()
        heads, now = self._heads(), fields.Datetime.now()
        values = []
        for row in rows[:_BATCH]:
            company = row[2]
            position, previous, sealed = heads.get(company, (0, "", None))
            digest = self._digest(previous, row)
            late = bool(sealed and row[1] < sealed - _WINDOW)
            values.append((company, position + 1, row[0], digest, now, late))
            heads[company] = (position + 1, digest, sealed)
        if values:
            cr.execute_values(
                "INSERT INTO property_archive_log_seal"
                " (company_id, position, log_id, hash, date, late) VALUES %s",
                values,
                page_size=1000,
            )
            self.env["property.archive.log.head"]._move(list({value[0] for value in values}))
        return len(values), max(0, len(rows) - _BATCH)

    def _heads(self):
        """Position, hash and time of the last seal of each company.

        After newest seals were removed the chain goes on from where it was: the gap stays.
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

    # -- verifying --------------------------------------------------------------------------

    @api.model
    def _verify(self, company_ids=None):
        """Check every sealed row against its hash, and that none is missing or added.

        What was written since the last sealing is not part of it.

        :param company_ids: only these companies, default all
        :return: ``rows`` checked, the ``heads`` by company, and ``errors``: dicts with
            ``company_id``, ``position``, ``log_id`` and ``error`` (``changed``,
            ``removed``, ``inserted``, ``gap``, ``cut`` or ``head``)
        :rtype: dict
        """
        cr = self.env.cr
        errors, count, heads = [], 0, {}
        self._declare_cursor(company_ids)
        while True:
            cr.execute("FETCH 20000 FROM property_archive_verify")
            rows = cr.fetchall()
            if not rows:
                break
            # two plain reads of an index each: no join whose plan hangs on statistics
            cr.execute(
                f"SELECT {_LOG_COLUMNS} FROM property_archive_log l WHERE l.id = ANY(%s)",
                ([row[2] for row in rows],),
            )
            events = {row[0]: row for row in cr.fetchall()}
            for company, position, log_id, digest, late in rows:
                row = events.get(log_id)
                count += 1
                before, previous = heads.get(company, (0, ""))
                heads[company] = (position, digest)
                kind = None
                if position != before + 1:
                    kind = "gap"
                elif row is None:
                    kind = "removed"
                elif self._digest(previous, row) != digest:
                    kind = "changed"
                elif late:
                    kind = "inserted"
                if kind:
                    errors.append(
                        {
                            "company_id": company,
                            "position": position,
                            "log_id": log_id,
                            "error": kind,
                        }
                    )
        cr.execute("CLOSE property_archive_verify")
        errors += self._find_unsealed(company_ids)
        errors += self.env["property.archive.log.head"]._compare(heads, company_ids)
        return {"rows": count, "heads": heads, "errors": errors}

    def _declare_cursor(self, company_ids):
        self.env.cr.execute(
            "DECLARE property_archive_verify NO SCROLL CURSOR FOR"
            " SELECT company_id, position, log_id, hash, late FROM property_archive_log_seal"
            " WHERE %s::int[] IS NULL OR company_id = ANY(%s) ORDER BY company_id, position",
            (company_ids, company_ids),
        )

    def _find_unsealed(self, company_ids):
        """Rows that the sealing passed by long ago: they were not there then."""
        self.env.cr.execute(
            """
            SELECT l.company_id, l.id FROM property_archive_log l
             WHERE l.id < (SELECT max(log_id) FROM property_archive_log_seal) - %s
               AND (%s::int[] IS NULL OR l.company_id = ANY(%s))
               AND NOT EXISTS (SELECT FROM property_archive_log_seal s WHERE s.log_id = l.id)
          ORDER BY l.id
            """,
            (_BATCH * 10, company_ids, company_ids),
        )
        return [
            {
                "company_id": company,
                "position": 0,
                "log_id": log_id,
                "error": "inserted",
            }
            for company, log_id in self.env.cr.fetchall()
        ]

    @api.model
    def _cron_verify(self):
        """Job: verify all chains each night and tell the archive heads what is wrong."""
        result = self._verify()
        for company, (position, digest) in result["heads"].items():
            # outside the database: an auditor compares it with what the chain says later
            _logger.info("log of company %s: sealed up to %s, %s", company, position, digest)
        for error in result["errors"]:
            _logger.error("log of company %(company_id)s: event %(log_id)s %(error)s", error)
        for company in (
            self.env["res.company"]
            .sudo()
            .browse({error["company_id"] for error in result["errors"]})
            .exists()
        ):
            errors = [e for e in result["errors"] if e["company_id"] == company.id]
            company.partner_id.activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=company.archive_head_id.id or self.env.uid,
                summary=self.env._("The archive log was tampered with"),
                note=self._describe(errors),
            )
        return result

    def _describe(self, errors):
        kinds = {
            "changed": self.env._("changed"),
            "removed": self.env._("removed"),
            "inserted": self.env._("inserted afterwards"),
            "gap": self.env._("seal missing before it"),
            "head": self.env._("not the end of the log that was noted when it was sealed"),
        }
        texts = []
        for error in errors[:50]:
            if error["error"] == "cut":
                what = self.env._(
                    "removed with its seal, the newest of %s that are missing at the end",
                    error["count"],
                )
            else:
                what = kinds[error["error"]]
            texts.append(self.env._("event %(id)s: %(what)s", id=error["log_id"], what=what))
        return ", ".join(texts)

    @api.model
    def action_verify(self):
        """Verify the log of the user's companies now.

        :return: a notification with the result
        :raise UserError: naming the events that were changed, removed or inserted
        """
        if not self.env.user.has_group("property_archive.group_property_archive_manager"):
            raise AccessError(self.env._("Only the archive head verifies the log."))
        result = self.sudo()._verify(self.env.companies.ids)
        if result["errors"]:
            raise UserError(
                self.env._(
                    "The archive log does not hold: %s. Keep the database as it is and restore"
                    " a back-up beside it to compare.",
                    self._describe(result["errors"]),
                )
            )
        heads = ", ".join(head[:16] for _position, head in result["heads"].values())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "sticky": True,
                "title": self.env._("The archive log is whole"),
                "message": self.env._(
                    "%(count)s sealed events verified. Last seal: %(head)s",
                    count=result["rows"],
                    head=heads or "–",
                ),
            },
        }
