from odoo import api, models

from ...concurrency import claim_rows


class IrSequence(models.Model):
    """Series of the archive begin once a year, whoever comes first."""

    _inherit = "ir.sequence"

    @api.model
    def _archive_next(self, company, code, count=1):
        """The next numbers of a series of the archive, in order.

        The year is that of the company's day: neither a key of the caller's context nor a
        server that is still in yesterday gives a number of another one.

        :param company: ``res.company`` record
        :param str code: of the sequence
        :param int count: how many, in one statement as far as the series allows it
        :rtype: list(str)
        """
        today = company._archive_today()
        series = self.sudo().with_company(company)
        series = series.with_context(ir_sequence_date=str(today), ir_sequence_date_range=False)
        if count == 1:
            return [series.next_by_code(code, today)]
        series = series.search(
            [("code", "=", code), ("company_id", "in", [company.id, False])],
            order="company_id",
            limit=1,
        )
        if series.implementation != "standard":
            return [series.next_by_id(today) for _index in range(count)]
        name = f"ir_sequence_{series.id:03d}"
        if series.use_date_range:
            span = series._get_current_sequence(today)
            name = f"{name}_{span.id:03d}"
            series = series.with_context(ir_sequence_date_range=span.date_from)
        self.env.cr.execute(
            "SELECT nextval(%s::regclass) FROM generate_series(1, %s)", (name, count)
        )
        numbers = sorted(row[0] for row in self.env.cr.fetchall())
        return [series.get_next_char(number) for number in numbers]

    def _create_date_range_seq(self, date):
        """The first two documents of a year never make a range each.

        Each range counts for itself: with two, a number would be given twice. Of two
        transactions that touch the sequence the later one is started over, and then sees
        the range of the other.
        """
        if (self.code or "").startswith("property.archive."):
            claim_rows(self)
        return super()._create_date_range_seq(date)
