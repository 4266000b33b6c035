import logging
from functools import partial

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class PropertyArchiveVoidNumber(models.Model):
    """A number of a series that no record has, with the reason, so no gap is unexplained (A2).

    A failed filing loses the numbers it had taken. They are noted as soon as its transaction is
    rolled back; numbers lost in a crash are found by a job that searches the series.
    """

    _name = "property.archive.void.number"
    _description = "Void Number"
    _inherit = ["property.archive.protected"]
    _order = "date desc, id desc"
    _rec_name = "series"

    series = fields.Char(
        required=True, readonly=True, help="The code with # in place of the running number."
    )
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    date = fields.Datetime("Noted On", required=True, readonly=True)
    reason = fields.Selection(
        [
            ("rolled_back", "A filing was given up after it had taken the number"),
            ("in_use", "An imported record bears this code already"),
            ("found", "Found missing: a filing ended without a trace"),
            ("undone", "The import that gave it was undone"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", "Filing by", readonly=True, ondelete="set null", index="btree_not_null"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")

    _number_uniq = models.UniqueIndex(
        "(company_id, series, number)", "This number is on the list of void numbers already."
    )

    @api.depends("series", "number")
    def _compute_display_name(self):
        for void in self:
            void.display_name = (void.series or "").replace("#", str(void.number))

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("A void number stays on the list: it explains the series."))

    @api.model
    def _note(self, numbers, reason):
        """Note numbers as void, except those already noted.

        :param numbers: list of (``res.company``, series, number)
        :param str reason: a value of ``reason``
        """
        rows = [(company.id, series, number) for company, series, number in numbers]
        self._insert(self.env.cr, self.env.uid, rows, reason)

    @api.model
    def _note_after_rollback(self, company, series, numbers):
        """Note these numbers as void if this transaction is rolled back."""
        rows = [(company.id, series, number) for number in numbers]
        self.env.cr.postrollback.add(
            partial(self._insert_apart, self.env.registry, self.env.uid, rows)
        )

    @classmethod
    def _insert_apart(cls, registry, uid, rows):
        try:
            with registry.cursor() as cr:
                cls._insert(cr, uid, rows, "rolled_back")
        except psycopg2.Error:
            # the job that searches the series will find them
            _logger.warning("Void numbers could not be noted at once: %s", rows)

    @staticmethod
    def _insert(cr, uid, rows, reason):
        if rows:
            now = cr.now()  # in UTC, whatever the server's time zone
            cr.execute_values(
                "INSERT INTO property_archive_void_number"
                " (company_id, series, number, date, reason, user_id, create_uid, create_date)"
                " VALUES %s ON CONFLICT DO NOTHING",
                [(*row, now, reason, uid, uid, now) for row in rows],
            )

    # -- searching the series ---------------------------------------------------------------

    def action_look(self):
        """Search all series for numbers that no record has, then show the list."""
        self.check_access("read")
        self.sudo()._cron_look()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_void_number_action"
        )
        return action

    @api.model
    def _cron_look(self):
        """Job: note numbers that were lost without being noted.

        Only series whose counts do not match are searched.
        """
        counts = self._counts()
        self._find_series_state(counts)
        for (company_id, series), (known, last) in sorted(counts.items()):
            if last is not None and known < last:
                self._look_through(company_id, series, last)
        for code, model in self.env["ir.sequence"]._archive_known_series().items():
            self._look_through_documents(code, model)

    @api.model
    def _look_through_documents(self, code, model):
        """Note the lost numbers of documents, for example after a crash.

        Only up to the highest number of a document: later ones may not be committed yet.
        """
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", (code,))
        if not self.env.cr.fetchone()[0]:
            return
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "WITH named AS (SELECT company_id, regexp_match(name, '^(.*?)([0-9]{1,9})$')"
                    "  AS m FROM %(table)s WHERE name IS NOT NULL),"
                    " borne AS (SELECT min(company_id) AS company_id, m[1] || '#' AS series,"
                    "  array_agg(m[2]::int) AS numbers FROM named WHERE m IS NOT NULL GROUP BY 2)"
                    " SELECT b.company_id, b.series, n FROM borne b,"
                    "  generate_series(1, (SELECT max(x) FROM unnest(b.numbers) x)) AS n"
                    " WHERE n <> ALL(b.numbers) AND NOT EXISTS ("
                    "  SELECT FROM property_archive_void_number v"
                    "   WHERE v.series = b.series AND v.number = n)",
                    table=SQL.identifier(self.env[model]._table),
                )
            )
            missing = cr.fetchall()
        self._insert(self.env.cr, None, missing, "found")

    @api.model
    def _counts(self):
        """How many numbers of each series are used by a record or noted as void.

        :rtype: dict(tuple(int, str), list): ``[count, None]`` by (company id, series)
        """
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT company_id, series, sum(known) FROM ("
            " SELECT company_id, series, count(*) AS known FROM property_archive_record"
            "  WHERE series IS NOT NULL GROUP BY company_id, series"
            " UNION ALL"
            " SELECT company_id, series, count(*) FROM property_archive_void_number"
            "  GROUP BY company_id, series) AS found GROUP BY company_id, series"
        )
        return {
            (company, series): [known, None] for company, series, known in self.env.cr.fetchall()
        }

    def _find_series_state(self, counts):
        """Fill in the last number of each series that has a sequence."""
        names = {self._sequence_name(*key): key for key in counts}
        self.env.cr.execute(
            "SELECT sequencename, last_value FROM pg_sequences"
            " WHERE schemaname = current_schema AND sequencename = ANY(%s)",
            (list(names),),
        )
        for name, last in self.env.cr.fetchall():
            counts[names[name]][1] = last or 0

    @api.model
    def _sequence_name(self, company_id, series):
        company = self.env["res.company"].browse(company_id)
        return self.env["property.archive.record"]._series_sequence(company, series)

    def _look_through(self, company_id, series, last):
        """Note the numbers up to the last one given that are neither used nor noted.

        Nothing is noted while somebody files in the series, as their numbers are uncommitted.
        """
        name = self._sequence_name(company_id, series)
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", (name,))
        if not self.env.cr.fetchone()[0]:
            return
        # A new transaction, which sees everything committed before the lock was taken; this one may
        # have begun earlier.
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "SELECT n FROM generate_series(1, %(last)s) AS n"
                    " WHERE NOT EXISTS (SELECT FROM property_archive_record"
                    "  WHERE company_id = %(company)s AND series = %(series)s AND serial = n)"
                    " AND NOT EXISTS (SELECT FROM property_archive_void_number"
                    "  WHERE company_id = %(company)s AND series = %(series)s AND number = n)",
                    last=last,
                    company=company_id,
                    series=series,
                )
            )
            missing = [(company_id, series, number) for (number,) in cr.fetchall()]
        self._insert(self.env.cr, None, missing, "found")
