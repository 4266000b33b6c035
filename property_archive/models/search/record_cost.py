from odoo import api, models
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd, DomainCondition, DomainOr
from odoo.tools import SQL, Query

from ...fields import ChineseChar, IndexedDomain, ngrams, ngrams_sql

#: A word that more than this share of the records hold, and more than so many, is met soon
#: enough by looking.
_COMMON_SHARE, _COMMON_LEAST = 0.05, 1000


class PropertyArchiveRecord(models.Model):
    """A page and its count are found by the index that leads to the fewest records (G3)."""

    _inherit = "property.archive.record"

    @api.model
    def _is_indexed(self, domain):
        """Whether an index leads to the few records that a domain may hold.

        :param odoo.fields.Domain domain: optimised in full
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
        # what a word means is worked out once for the page and for its count
        return super().web_search_read(Domain(domain).optimize_full(self), *args, **kwargs)

    @api.model
    def search_count(self, domain, limit=None):
        """Count what is seen through access profiles, and then what is seen besides.

        Each of the two walks an index, which both together cannot; where another index
        leads to few records they are looked at once. The key in the context narrows what
        the rule lets through and never widens it.
        """
        # what a word means is worked out once
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
        """Whether so many records hold a text that walking them finds a page of it sooner.

        By the statistics of the database, which are there and cost nothing.
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
