from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd, DomainCondition, DomainOr
from odoo.tools import SQL, Query

from ...fields import ChineseChar, IndexedDomain, grams
from ...notify import readers_only

#: This share of all records, in a user's profiles, is much.
_MUCH = 0.01


def _array(ids):
    """Ids as one value for the database: each for itself takes the driver longer."""
    return f"{{{','.join(map(str, sorted(ids)))}}}"


class PropertyArchiveRecord(models.Model):
    """Who sees a record: the one statement of it (requirements B3, B4, B5, B7)."""

    _inherit = "property.archive.record"

    readable = fields.Boolean(compute="_compute_readable", search="_search_readable")
    content_readable = fields.Boolean(compute="_compute_content_readable")

    @api.depends(
        "access_id", "company_id", "level_id", "scope", "responsible_id", "submitter_id", "state"
    )
    @api.depends_context("uid")
    def _compute_readable(self):
        visible = self._among(self._readable_domain())
        for record in self:
            record.readable = record.id in visible

    def _search_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._readable_domain(truth) for truth in value)

    @api.depends_context("uid")
    def _compute_content_readable(self):
        visible = self._among(self._content_domain())
        for record in self:
            record.content_readable = record.id in visible

    def _among(self, domain):
        """Ids of these records that a domain holds, asked of the database."""
        ids = list(filter(None, self._origin.ids))
        if not ids:
            return set()
        records = self.sudo().with_context(active_test=False)
        return set(records._search(Domain("id", "in", ids) & domain).get_result_ids())

    @api.model
    def _readable_domain(self, holds=True):
        """Domain of the register entries the current user may see now.

        :param bool holds: false for those they may not see
        """
        rights = self.env["property.archive.access"]._rights()
        if rights["open_register"]:
            # an archivist cleared for every level: only the rule on companies is left, and
            # nothing is seen for another reason than its profile
            if holds and self.env.context.get("archive_readable_part") == "rest":
                return Domain.FALSE
            return Domain("company_id", "in" if holds else "not in", rights["companies"])
        # the key narrows what is seen and never widens it, see search_count
        part = holds and self.env.context.get("archive_readable_part")
        by_profile = self._in_sql("access_id", {*rights["full"], *rights["register"]})
        named = {*rights["records"], *rights["subject"]}
        others = [
            self._id_sql(named) if part == "rest" else self._in_sql("id", named),
            self._own_sql(rights),
            self._submitter_sql(rights),
        ]
        if part == "profiles":
            return self._any_domain([by_profile])
        if part == "rest":
            return self._any_domain(others) & self._any_domain([by_profile], holds=False)
        return self._any_domain([by_profile, *others], holds, self._sees_much(rights))

    @api.model
    def _content_domain(self):
        """Domain of the records whose content the current user may read now.

        Content of a level that wants a consultation each time opens only with a running
        grant once it is filed; until then for the clerk who submits it and the archivist
        who receives it (B7).
        """
        rights = self.env["property.archive.access"]._rights()
        if rights["open_register"]:  # the same, without every profile by its id
            received = self._in_sql("company_id", rights["companies"])
        else:
            received = self._in_sql("access_id", rights["register"])
        return self._any_domain(
            [
                self._in_sql("access_id", {*rights["full"]} - {*rights["sealed"]}),
                received
                and (
                    lambda column: SQL("%s AND %s = 'submitted'", received(column), column("state"))
                ),
                self._in_sql("id", {*rights["contents"], *rights["subject"]}),
                self._own_sql(rights, content=True),
                self._submitter_sql(rights),
            ],
            by_row=self._sees_much(rights),
        )

    @api.model
    def _sees_much(self, rights):
        """Whether so many records are in the user's profiles that walking them finds a page.

        :param dict rights: see :meth:`property.archive.access._rights`
        """
        if rights["open_register"]:
            return True
        shares = self.env["property.archive.access"]._shares(fields.Date.today())
        seen = sum(shares.get(profile, 0) for profile in {*rights["full"], *rights["register"]})
        return seen > _MUCH

    # Each of these is a condition as a function of the columns, or None where it holds for
    # no record. They are SQL and no domains: the ORM takes longer to put a domain of some
    # hundred ids into SQL than the database takes to answer it.

    @api.model
    def _any_domain(self, conditions, holds=True, by_row=False):
        """Domain of the records of which one of these conditions holds, or none.

        :param bool by_row: write it so that no index answers it. Who sees much is served by
            looking at rows in any case, and the planner is spared the look at each index
        """
        conditions = [condition for condition in conditions if condition]
        if not conditions:
            return Domain(not holds)

        def to_sql(model, alias, query):
            def column(name):
                return SQL.identifier(alias, name, to_flush=model._fields[name])

            any_of = SQL(") OR (").join(condition(column) for condition in conditions)
            # what is unknown does not hold
            if not holds:
                return SQL("(((%s)) IS NOT TRUE)", any_of)
            return SQL("(((%s)) IS TRUE)" if by_row else "((%s))", any_of)

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _in_sql(self, name, ids):
        if ids:
            ids = _array(ids)
            return lambda column: SQL("%s = ANY (%s::integer[])", column(name), ids)
        return None

    @api.model
    def _id_sql(self, ids):
        """The same for what the index on ids is to find.

        The planner weighs each of the ids it is shown, again for each way to go, and takes
        longer than the search. Where rows are looked at one by one it is worth it: the ids
        become a hash table.
        """
        if ids:
            ids = _array(ids)
            return lambda column: SQL(
                "%s = ANY (ARRAY(SELECT unnest(%s::integer[])))", column("id"), ids
            )
        return None

    @api.model
    def _own_sql(self, rights, content=False):
        """Personal records the user answers for, of the levels they are cleared for."""
        levels = {}
        for company, level, sealed in rights["own"]:
            if not (content and sealed):
                levels.setdefault(company, []).append(level)
        if not (levels and rights["employees"]):
            return None
        employees = tuple(rights["employees"])
        return lambda column: SQL(
            "%s IN %s AND %s = 'personal' AND (%s)",
            column("responsible_id"),
            employees,
            column("scope"),
            SQL(" OR ").join(
                SQL("%s = %s AND %s IN %s", column("company_id"), company, column("level_id"), ids)
                for company, ids in ((c, tuple(i)) for c, i in levels.items())
            ),
        )

    @api.model
    def _submitter_sql(self, rights):
        """Who works on a record sees it until it is filed; nobody in the portal does."""
        if rights["share"]:
            return None
        return lambda column: SQL(
            "%s = %s AND %s IN ('draft', 'submitted')",
            column("submitter_id"),
            self.env.uid,
            column("state"),
        )

    # -- cost -------------------------------------------------------------------------------

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
                and bool(grams(text, letters=not self.pool.has_unaccent))
                and not self._is_common([name], text)
            )

        return any(map(leads, domain.children if isinstance(domain, DomainAnd) else [domain]))

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        if self.env.su or field_names is None:
            return super().search_fetch(domain, field_names, offset, limit, order)
        if set(field_names) - {"id", "display_name"}:
            # with what the rules and the log ask of each record afterwards
            field_names = list(dict.fromkeys((*field_names, "company_id", "level_id")))
        records = super().search_fetch(domain, field_names, offset, limit, order)
        # the rule held in the query that found them; what checks it asks as superuser
        self._fields["readable"]._update_cache(records, True)
        self._fields["readable"]._update_cache(records.sudo(), True)
        return records

    @api.model
    def search_count(self, domain, limit=None):
        """Count what is seen through access profiles, and then what is seen besides.

        Each of the two walks an index, which both together cannot; where another index
        leads to few records they are looked at once. The key in the context narrows what
        the rule lets through and never widens it.
        """
        if self.env.su or self.env.context.get("archive_readable_part"):
            return super().search_count(domain, limit)
        domain = Domain(domain).optimize_full(self)
        if self._is_indexed(domain):
            return super().search_count(domain, limit)
        found = 0
        for part in ("profiles", "rest"):
            left = limit and limit - found
            if limit and not left:
                break
            records = self.with_context(archive_readable_part=part)
            found += super(PropertyArchiveRecord, records).search_count(domain, left)
        return found

    # -- logging and titles -----------------------------------------------------------------

    def _archive_titles(self):
        """Titles of these records for lines of other documents that name them.

        Only of those the current user may read, and a view of each in the log: a list of
        another document is no way around the rule (B4, B6).

        :return: title by record id; a record the user may not read is not in it
        :rtype: dict(int, str)
        """
        readable = self._filtered_access("read")
        self.env["property.archive.log"]._log_read("viewed", readable)
        return {record.id: record.name for record in readable.sudo()}

    def _read_format(self, fnames, load="_classic_read"):
        values = super()._read_format(fnames, load)
        if set(fnames) - {"id", "display_name"}:
            self.env["property.archive.log"]._log_read("viewed", self._origin)
        return values

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        # also what is exported through another document that points here
        if any(path and path[0] not in ("id", ".id", "display_name") for path in fields):
            self.check_access("read")
        self.env["property.archive.log"]._log_read("exported", self)
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def onchange(self, values, field_names, fields_spec):
        # on an existing record it answers with its values
        self.check_access("read")
        self.env["property.archive.log"]._log_read("viewed", self)
        return super().onchange(values, field_names, fields_spec)

    def copy_data(self, default=None):
        self.check_access("read")
        self.env["property.archive.log"]._log_read("viewed", self)
        return super().copy_data(default)

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._check_not_text(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _read_group_select(self, aggregate_spec, query):
        self._check_not_text(aggregate_spec)
        return super()._read_group_select(aggregate_spec, query)

    def _check_not_text(self, spec):
        """Raise when texts of records would be read as groups: no log would say so."""
        if spec.split(":")[0] in ("name", "note", "return_reason") and not self.env.su:
            raise UserError(
                self.env._("Records are not grouped by their texts: open them, or export them.")
            )

    # -- mail -------------------------------------------------------------------------------

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Followers and recipients without the right to the record get no mail (B4)."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        return readers_only(self, recipients)
