from odoo import api, models
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd, DomainCondition, DomainOr
from odoo.tools import SQL, Query

from ...fields import ChineseChar, IndexedDomain, ngrams, ngrams_sql
from ..access.record import ReadableParts

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
        """Count the records visible for one reason after the other, of which each has an index.

        The first usually has as many as a list counts; if not, one more query counts the others.
        """
        # the search words are evaluated once
        domain = Domain(domain).optimize_full(self)
        few = self._is_of_small_categories(domain, limit)
        first, *others = parts = self._counted_parts(domain, few)
        if others and (few or not limit):
            found = sum(self._counts(parts, domain, limit).values())
        else:
            found = super(PropertyArchiveRecord, first).search_count(domain, limit)
            if others and found < limit:
                found += sum(self._counts(others, domain, limit - found).values())
        return min(found, limit) if limit else found

    @api.model
    def _counted_parts(self, domain, few=False):
        """This model, limited to the reasons to see records that are counted separately.

        An index finds what is seen for one reason, which it could not for all of them at once. If
        another index finds few records, they are counted together.

        :param odoo.fields.Domain domain: fully optimised
        :param bool few: whether they are of small categories: then there are two parts at most, of
            which the index of categories counts the one
        :return: models with different contexts; see :meth:`_readable_parts`
        :rtype: list
        """
        if self.env.su or "archive_readable_parts" in self.env.context or self._is_indexed(domain):
            return [self]
        parts = [
            ReadableParts(part, part + 1, joined=few)
            for part in range(self._readable_part_count(joined=few))
        ]
        return [self.with_context(archive_readable_parts=part) for part in parts] or [self]

    @api.model
    def _counts(self, parts, domain, limit=None, name=None):
        """Count the records of some parts, with one query.

        :param list parts: see :meth:`_counted_parts`
        :param odoo.fields.Domain domain: fully optimised
        :param int limit: count no more of each part
        :param str name: field by whose values they are counted
        :return: the counts by value; by None if there is no field
        :rtype: dict
        """
        queries = []
        for part in parts:
            query = part._search(domain, limit=limit)
            if query.is_empty():
                continue
            if name:
                query.groupby = part._read_group_groupby(part._table, name, query)
                value = SQL("%s AS value", query.groupby)
                queries.append(query.select(value, SQL("COUNT(*) AS number")))
            else:
                rows = query.select("")
                queries.append(SQL("SELECT NULL AS value, COUNT(*) AS number FROM (%s) p", rows))
        if not queries:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT value, SUM(number)::bigint FROM (%s) parts GROUP BY value",
                SQL(" UNION ALL ").join(queries),
            )
        )
        return dict(rows)

    @api.model
    def _is_of_small_categories(self, domain, limit):
        """Whether a domain is limited to categories with fewer records than are counted."""
        for part in domain.children if isinstance(domain, DomainAnd) else [domain]:
            if (
                isinstance(part, DomainCondition)
                and (part.field_expr, part.operator) == ("category_id", "in")
                and not isinstance(part.value, (SQL, Query))
            ):
                share = self._share("category_id", part.value)
                return not limit or share * self._visible_estimate() < limit
        return False

    @api.model
    def _visible_estimate(self):
        """About how many records the current user sees through profiles."""
        rights = self.env["property.archive.access"]._rights()
        share = self._share("access_id", {*rights["full"], *rights["register"]})
        return share * self._share("access_id", [None])

    # -- tallies --------------------------------------------------------------------------------

    @api.model
    def _tallied_fields(self):
        """The many2one fields with few values, by which records are counted from an index alone.

        :rtype: set(str)
        """
        return {"category_id", "level_id", "department_id"}

    @api.model
    def _read_group(
        self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None
    ):
        """Count by category and the like, as :meth:`search_count` counts.

        The few values are put in order afterwards: Odoo joins their table to each record for it.
        """
        groupby, aggregates = tuple(groupby), tuple(aggregates)
        direction = (order or "").lower().removeprefix(groupby[0]).strip() if groupby else None
        if (
            len(groupby) != 1
            or groupby[0] not in self._tallied_fields()
            or aggregates not in ((), ("__count",))
            or having
            or direction not in ("", "asc", "desc")
        ):
            return super()._read_group(domain, groupby, aggregates, having, offset, limit, order)
        self.browse().check_access("read")
        domain = Domain(domain).optimize_full(self)
        counts = self._counts(self._counted_parts(domain), domain, name=groupby[0])
        values = self._in_order(groupby[0], counts)
        if direction == "desc":
            values.reverse()
        values = values[offset:][: limit or None]
        column = self._read_group_postprocess_groupby(groupby[0], values)
        return [
            (value, *(counts[row_id] for _aggregate in aggregates))
            for value, row_id in zip(column, values, strict=True)
        ]

    @api.model
    def _in_order(self, name, ids):
        """These values of a many2one field in the order of their model, then none."""
        values = self.env[self._fields[name].comodel_name].sudo().with_context(active_test=False)
        ordered = values.search([("id", "in", [row_id for row_id in ids if row_id])]).ids
        return ordered + [None] * (None in ids)

    # -- common words ---------------------------------------------------------------------------

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
