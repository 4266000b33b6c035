import re

from odoo import api, models

#: The number of a document, and what stands before it.
_NUMBER = re.compile(r"(.*?)([0-9]+)")


class IrSequence(models.Model):
    """What is asked for and given up leaves a void number, and no gap that nobody explains."""

    _inherit = "ir.sequence"

    @api.model
    def _archive_next(self, company, code, count=1, bearer=None):
        # who gets this lock alone, as whoever looks for lost numbers, knows that none is on
        # its way
        self.env.cr.execute("SELECT pg_advisory_xact_lock_shared(hashtext(%s))", (code,))
        names = super()._archive_next(company, code, count, bearer)
        numbers = {}
        for name in names:
            if found := _NUMBER.fullmatch(name):
                numbers.setdefault(f"{found[1]}#", []).append(int(found[2]))
        if not self._archive_begins_here(company, code):
            voids = self.env["property.archive.void.number"]
            for series, taken in numbers.items():
                voids._note_after_rollback(company, series, taken)
        return names

    def _archive_begins_here(self, company, code):
        """Whether the numbers of a series are given again when this transaction is undone.

        So it is where the year begins in it, and where numbers are counted on documents.
        """
        series = self.sudo().search(
            [("code", "=", code), ("company_id", "in", [company.id, False])],
            order="company_id",
            limit=1,
        )
        if series.implementation != "standard":
            return True
        today = company._archive_today()
        span = series.date_range_ids.filtered(lambda s: s.date_from <= today <= s.date_to)
        made = (span or series)[:1].create_date
        return bool(made) and made >= self.env.cr.now()

    @api.model
    def _archive_known_series(self):
        """Hook: which documents bear the numbers of a series as their name.

        :return: name of the model by code of the series
        :rtype: dict(str, str)
        """
        series = self.sudo().search([("code", "like", "property.archive.%")])
        return {
            code: code
            for code in set(series.mapped("code"))
            if code in self.env and "name" in self.env[code]._fields
        }
