import re

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from ...concurrency import claim_rows


def take_numbers(cr, name, count):
    """The next numbers of a PostgreSQL sequence, in one statement and in order.

    :param cr: cursor of the database
    :param str name: of the sequence
    :param int count: how many
    :rtype: list(int)
    """
    cr.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", (name, count))
    return sorted(number for (number,) in cr.fetchall())


class IrSequence(models.Model):
    """Number series of the archive start once a year, even with concurrent transactions."""

    _inherit = "ir.sequence"

    @api.model
    def _archive_next(self, company, code, count=1, bearer=None):
        """The next numbers of a series of the archive, in order: the one way to number documents.

        Codes of records are made elsewhere: they follow the pattern of the category, and lost
        numbers of their series are listed as void.

        A transaction that needs a number waits and is not refused: in a series without gaps, the
        next number is computed from the documents, including those committed meanwhile.

        The year is that of today in the company: neither the caller's context nor a server in
        another time zone changes it.

        :param company: ``res.company`` record
        :param str code: of the sequence
        :param int count: how many, in one statement if the series allows it
        :param str bearer: name of the model whose documents have the numbers as their name
        :rtype: list(str)
        """
        today = company._archive_today()
        series = self.sudo().with_company(company)
        series = series.with_context(ir_sequence_date=str(today), ir_sequence_date_range=False)
        series = series.search(
            [("code", "=", code), ("company_id", "in", [company.id, False])],
            order="company_id",
            limit=1,
        )
        return series._archive_take(company, today, count, bearer)

    def _archive_take(self, company, today, count, bearer):
        """The next numbers of this series; see :meth:`_archive_next`."""
        series = self
        if series.implementation != "standard" and bearer:
            return series._archive_next_in_line(today, count, bearer)
        if count == 1 or series.implementation != "standard":
            return [series.next_by_id(today) for _index in range(count)]
        name = f"ir_sequence_{series.id:03d}"
        if series.use_date_range:
            span = series._get_current_sequence(today)
            name = f"{name}_{span.id:03d}"
            series = series.with_context(ir_sequence_date_range=span.date_from)
        return [series.get_next_char(number) for number in take_numbers(self.env.cr, name, count)]

    def _archive_next_in_line(self, today, count, bearer):
        """The next numbers of a series without gaps, after waiting for the previous transaction.

        Odoo locks the row of the series and refuses anybody else meanwhile. Here they wait for the
        lock and then compute the number in a new transaction, which sees what was committed since
        this one began; so nothing is retried. A rollback or a crash leaves no gap.

        :param datetime.date today: today in the company
        :param int count: how many
        :param str bearer: name of the model
        :rtype: list(str)
        """
        self.ensure_one()
        cr, documents = self.env.cr, self.env[bearer]
        # as in Odoo's series by year, where the year is that of the range's first day
        words = self.with_context(ir_sequence_date_range=str(today.replace(month=1, day=1)))
        prefix, suffix = words._get_prefix_suffix(today)
        documents.flush_model(["name"])
        cr.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"{self.code} {prefix}",))
        query = SQL(
            "SELECT max(substr(name, %(start)s, length(name) - %(around)s)::int) FROM %(table)s"
            " WHERE name LIKE %(like)s AND substr(name, %(start)s, length(name) - %(around)s)"
            " ~ '^[0-9]{1,9}$'",
            table=SQL.identifier(documents._table),
            like=f"{escape_psql(prefix)}%{escape_psql(suffix)}",
            start=len(prefix) + 1,
            around=len(prefix) + len(suffix),
        )
        # the first number, as set in the company or saved when the addon was uninstalled
        span = self.date_range_ids.filtered(lambda s: s.date_from <= today <= s.date_to)[:1]
        last = (span if self.use_date_range and span else self).number_next - 1
        if self.use_date_range and not span:
            last = 0
        last = max(last, self.env.execute_query(query)[0][0] or 0)
        with self.env.registry.cursor() as other:
            other.execute(query)
            last = max(last, other.fetchone()[0] or 0)
        return [f"{prefix}{last + n:0{self.padding}d}{suffix}" for n in range(1, count + 1)]

    def _archive_years_in_line(self):
        """The current year and next number of the series without gaps, from their documents.

        :return: for a series counted on its documents: first and last day of the year, and the next
            number
        :rtype: list(list)
        """
        self.ensure_one()
        bearer = self.code or ""
        while bearer and bearer not in self.env:
            bearer = bearer.rpartition(".")[0]
        if self.implementation == "standard" or not bearer or not self.use_date_range:
            return []
        today = (self.company_id or self.env.company)._archive_today()
        number = self._archive_next_in_line(today, 1, bearer)[0]
        digits = re.findall(r"[0-9]+", number)[-1]
        return [[f"{today.year}-01-01", f"{today.year}-12-31", int(digits)]]

    def _create_date_range_seq(self, date):
        """Keep the first two documents of a year from creating a date range each.

        Each range counts for itself, so two ranges would give a number twice. When two transactions
        write the sequence, the later one is retried and then sees the other's range.
        """
        if (self.code or "").startswith("property.archive."):
            claim_rows(self)
        return super()._create_date_range_seq(date)
