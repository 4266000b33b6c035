import re

from odoo import api, models

#: The number of a document, and the prefix before it.
_NUMBER = re.compile(r"(.*?)([0-9]+)")


class IrSequence(models.Model):
    """Numbers that a rollback takes back are recorded as void, so no gap is unexplained."""

    _inherit = "ir.sequence"

    def _archive_take(self, company, today, count, bearer):
        # Shared lock: a transaction that gets it exclusively, to search for lost numbers, knows
        # that no other one has taken a number without committing.
        self.env.cr.execute("SELECT pg_advisory_xact_lock_shared(hashtext(%s))", (self.code,))
        names = super()._archive_take(company, today, count, bearer)
        numbers = {}
        for name in names:
            if found := _NUMBER.fullmatch(name):
                numbers.setdefault(f"{found[1]}#", []).append(int(found[2]))
        if not self._archive_begins_here(today):
            voids = self.env["property.archive.void.number"]
            for series, taken in numbers.items():
                voids._note_after_rollback(company, series, taken)
        return names

    def _archive_begins_here(self, today):
        """Whether a rollback of this transaction also takes back the numbers of the series.

        This is so when this transaction starts the series' year, and when numbers are computed from
        documents.
        """
        if self.implementation != "standard":
            return True
        span = self.date_range_ids.filtered(lambda s: s.date_from <= today <= s.date_to)
        made = (span or self)[:1].create_date
        return bool(made) and made >= self.env.cr.now()

    @api.model
    def _archive_known_series(self):
        """Hook: the models whose documents have the numbers of a series as their name.

        :return: model name by code of the series
        :rtype: dict(str, str)
        """
        series = self.sudo().search([("code", "like", "property.archive.%")])
        return {
            code: code
            for code in set(series.mapped("code"))
            if code in self.env and "name" in self.env[code]._fields
        }
