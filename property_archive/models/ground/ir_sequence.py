import re

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from ...concurrency import claim_rows


def take_numbers(cr, name, count):
    """The next numbers of a sequence of PostgreSQL, in one statement and in order.

    :param cr: cursor of the database
    :param str name: of the sequence
    :param int count: how many
    :rtype: list(int)
    """
    cr.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", (name, count))
    return sorted(number for (number,) in cr.fetchall())


class IrSequence(models.Model):
    """Series of the archive begin once a year, whoever comes first."""

    _inherit = "ir.sequence"

    @api.model
    def _archive_next(self, company, code, count=1, bearer=None):
        """The next numbers of a series of the archive, in order: the one way to number.

        The codes of records are another thing: each follows from a pattern of its category,
        and what is lost of its series is noted.

        Whoever waits for a number waits in line, and is not refused: a series without gaps
        is counted on the documents that bear its numbers, whatever was committed meanwhile.

        The year is that of the company's day: neither a key of the caller's context nor a
        server that is still in yesterday gives a number of another one.

        :param company: ``res.company`` record
        :param str code: of the sequence
        :param int count: how many, in one statement as far as the series allows it
        :param str bearer: name of the model whose documents bear the numbers as their name
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
        """The next numbers of a series without gaps, after whoever took one before.

        Odoo's own takes the row of the series, and refuses whoever comes while another has
        it. Here they wait until that one is through, and count anew, in a transaction that
        sees what was committed since this one began: nothing has to be started over. What
        is rolled back leaves no gap, and neither does a crash.

        :param datetime.date today: of the company
        :param int count: how many
        :param str bearer: name of the model
        :rtype: list(str)
        """
        self.ensure_one()
        cr, documents = self.env.cr, self.env[bearer]
        # as Odoo words it in a series by year, whose first day the year is taken from
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
        # the number to begin with, as a company set it or an addon left it when it went
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
        """Where the series without gaps is this year, which its documents tell.

        :return: of a series that is counted on its documents: first and last day of the
            year, and the next number
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
        """The first two documents of a year never make a range each.

        Each range counts for itself: with two, a number would be given twice. Of two
        transactions that touch the sequence the later one is started over, and then sees
        the range of the other.
        """
        if (self.code or "").startswith("property.archive."):
            claim_rows(self)
        return super()._create_date_range_seq(date)
