import hashlib

from odoo import api, models
from odoo.tools import SQL

from ...concurrency import claim_rows
from ..ground.ir_sequence import take_numbers


class PropertyArchiveRecord(models.Model):
    """The codes of records: unique for ever, never changed, and without unexplained gaps (A2)."""

    _inherit = "property.archive.record"

    def _pattern_values(self):
        self.ensure_one()
        date = self.date_document or self.company_id._archive_today()
        return {
            "code": self.category_id.code,
            "year": str(date.year),
            "month": "00" if (self.date_partial or "")[5:7] == "00" else f"{date.month:02}",
            "building": self.unit_id.building,
            "unit": self.unit_id.unit,
            "room": self.unit_id.room,
        }

    def _assign_references(self):
        """Assign a code to each record; no number is given twice (A2).

        A series uses one PostgreSQL sequence: users who file at the same time do not wait for each
        other, and it never goes back, so a rollback only leaves void numbers. If a pattern contains
        the room, each unit has its own short series; these are too many for sequences, so the next
        number is read from the register, and of two users who file for one unit at the same moment
        the later one is retried.

        Codes that came with an imported register are skipped.
        """
        by_series = {}
        for record in self.sudo().filtered(lambda r: not r.reference).sorted("id"):
            series = record.category_id._series_key(record._pattern_values())
            by_series.setdefault((record.company_id, series), []).append(record)
        last = self._last_unit_numbers(by_series)
        taken = set()
        while by_series:
            found = {}
            # always in the same order: two transactions cannot deadlock
            for (company, series), records in sorted(
                by_series.items(), key=lambda item: (item[0][0].id, item[0][1])
            ):
                if (company, series) in last:
                    start = last[company, series] + 1
                    numbers = range(start, start + len(records))
                    last[company, series] += len(records)
                else:
                    numbers = self._take_numbers(company, series, len(records))
                for record, number in zip(records, numbers, strict=True):
                    code = record.category_id._render_pattern(record._pattern_values(), number)
                    found[record] = (company, series, number, code)
            taken |= self._taken_codes(found.values())
            by_series, skipped, rows = {}, [], []
            for record, (company, series, number, code) in found.items():
                if (company, code) in taken:
                    by_series.setdefault((company, series), []).append(record)
                    skipped.append((company, series, number))
                    continue
                taken.add((company, code))
                rows.append((record.id, code, series, number))
            self._write_references(rows)
            self.env["property.archive.void.number"]._note(skipped, "in_use")

    def _write_references(self, rows):
        """Write different codes in one statement: one write per record took a second.

        :param rows: list of (record id, code, series, number)
        """
        if not rows:
            return
        names = ["reference", "series", "serial"]
        records = self.sudo().browse(row[0] for row in rows)
        records.flush_recordset()
        self.env.cr.execute_values(
            "UPDATE property_archive_record r"
            "   SET reference = v.reference, series = v.series, serial = v.serial"
            "  FROM (VALUES %s) AS v(id, reference, series, serial) WHERE r.id = v.id",
            rows,
        )
        records.invalidate_recordset(names, flush=False)
        records.modified(names)

    def _taken_codes(self, found):
        """Which of these (company, series, number, code) other records already have."""
        records = (
            self.env["property.archive.record"]
            .sudo()
            .search_fetch(
                [("reference", "in", list({code for *_rest, code in found}))],
                ["company_id", "reference"],
            )
        )
        return {(record.company_id, record.reference) for record in records}

    def _last_unit_numbers(self, by_series):
        """The last number of each series that belongs to one unit.

        The units are claimed: when two transactions number files of the same unit, the later one is
        retried.

        :param dict by_series: records by (company, series)
        :rtype: dict(tuple, int)
        """
        last = {
            key: 0
            for key, records in by_series.items()
            if records[0].unit_id and "{room" in records[0].category_id.numbering_pattern
        }
        if not last:
            return last
        units = self.browse(record.id for key in last for record in by_series[key]).sudo().unit_id
        # units created in this transaction need no claim: an import creates thousands
        claim_rows(units.filtered(lambda unit: unit.create_date != self.env.cr.now()))
        groups = (
            self.env["property.archive.record"]
            .sudo()
            ._read_group(
                [("series", "in", list({series for _company, series in last}))],
                ["company_id", "series"],
                ["serial:max"],
            )
        )
        voids = self.env["property.archive.void.number"].sudo()
        groups += voids._read_group(
            [("series", "in", list({series for _company, series in last}))],
            ["company_id", "series"],
            ["number:max"],
        )
        for company, series, number in groups:
            if (company, series) in last:
                last[company, series] = max(last[company, series], number)
        return last

    @api.model
    def _series_sequence(self, company, series):
        digest = hashlib.sha256(f"{company.id}|{series}".encode()).hexdigest()[:32]
        return f"property_archive_series_{digest}"

    @api.model
    def _take_numbers(self, company, series, count):
        """The next numbers of a series of records, in order.

        :param company: ``res.company`` record
        :param str series: key of the series
        :param int count: how many
        :rtype: list(int)
        """
        name = self._series_sequence(company, series)
        cr = self.env.cr
        begun = cr.postrollback.data.setdefault("property_archive.series_begun", set())
        cr.execute("SELECT to_regclass(%s)", (name,))
        if cr.fetchone()[0] is None:
            # The first transaction of a series makes others wait until it ends: otherwise two of
            # them could create the same sequence.
            cr.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (name,))
            cr.execute(SQL("CREATE SEQUENCE IF NOT EXISTS %s", SQL.identifier(name)))
            # this transaction sees its own sequence, but none created since it began
            cr.execute("SELECT FROM pg_class WHERE oid = %s::regclass", (name,))
            if cr.rowcount:
                begun.add(name)
        # Shared lock until the end of the transaction: one that gets it exclusively knows that no
        # number of the series is still uncommitted.
        cr.execute("SELECT pg_advisory_xact_lock_shared(hashtext(%s))", (name,))
        numbers = take_numbers(cr, name, count)
        # a rollback also removes a new sequence: its first numbers will be given again
        if name not in begun:
            self.env["property.archive.void.number"]._note_after_rollback(company, series, numbers)
        return numbers
