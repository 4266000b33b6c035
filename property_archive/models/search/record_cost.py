from odoo import api, models
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd, DomainCondition, DomainOr
from odoo.tools import SQL, Query

from ...fields import ChineseChar, IndexedDomain, ngrams, ngrams_sql

#: A word that more than this share and this number of records contain is found soon by a scan.
_COMMON_SHARE, _COMMON_LEAST = 0.05, 1000


class PropertyArchiveRecord(models.Model):
    """Choose the index with the fewest records for a page and its count (G3)."""

    _inherit = "property.archive.record"

    @api.model
    def _is_indexed(self, domain):
        """Whether an index finds the few records that a domain can match.

        :param odoo.fields.Domain domain: fully optimised
        """

        def leads(part):
            if isinstance(part, DomainOr):
                return any(isinstance(arm, IndexedDomain) for arm in part.children)
            if not isinstance(part, DomainCondition):
                return isinstance(part, IndexedDomain)
            name, text = part.field_expr, part.value
            if name == "id":
                return part.operator == "in" and not isinstance(text, (SQL, Query))
            return (
                isinstance(self._fields.get(name), ChineseChar)
                and part.operator == "ilike"
                and bool(ngrams(text, letters=not self.pool.has_unaccent))
                and not self._is_common([name], text)
            )

        return any(map(leads, domain.children if isinstance(domain, DomainAnd) else [domain]))

    @api.model
    def web_search_read(self, domain, *args, **kwargs):
        # the search words are evaluated once for the page and its count
        return super().web_search_read(Domain(domain).optimize_full(self), *args, **kwargs)

    @api.model
    def search_count(self, domain, limit=None):
        """Count the records visible through access profiles, then those visible otherwise.

        Each of the two counts uses an index, which a combined count could not; if another index
        finds few records, they are counted together. The context key only narrows what the access
        rule allows.
        """
        # the search words are evaluated once
        domain = Domain(domain).optimize_full(self)
        narrowed = self.env.context.get("archive_readable_part")
        if self.env.su or narrowed or self._is_indexed(domain):
            return super().search_count(domain, limit)
        found = 0
        for part in ("profiles", "rest"):
            left = limit and limit - found
            if limit and not left:
                break
            records = self.with_context(archive_readable_part=part)
            found += super(PropertyArchiveRecord, records).search_count(domain, left)
        return found

    @api.model
    def _is_common(self, names, text):
        """Whether so many records contain a text that a scan finds a page of them sooner.

        Estimated from the database statistics, which cost nothing.
        """
        key = (self._name, "common", tuple(names), text)
        common = self.env.cr.cache.get(key)
        if common is None:
            common = self.env.cr.cache[key] = self._estimate(names, text)
        return common

    @api.model
    def _estimate(self, names, text):
        ((plan,),) = self.env.execute_query(
            SQL(
                "EXPLAIN (FORMAT JSON) %s",
                SQL(" UNION ALL ").join(
                    SQL(
                        "SELECT id FROM %s WHERE %s",
                        self._table_sql,
                        ngrams_sql(SQL.identifier(name), text, self),
                    )
                    for name in names
                ),
            )
        )
        ((records,),) = self.env.execute_query(
            SQL("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", self._table)
        )
        least = max(_COMMON_LEAST, records * _COMMON_SHARE)
        return plan[0]["Plan"]["Plan Rows"] > least
