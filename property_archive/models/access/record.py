from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: A user's profiles count as many if they hold at least this share of all records.
_MUCH = 0.01


def _array(ids):
    """Ids as one array parameter: separate parameters are slower in the driver."""
    return f"{{{','.join(map(str, sorted(ids)))}}}"


class PropertyArchiveRecord(models.Model):
    """Who can see a record: the only place that says it (requirements B3, B4, B5, B7)."""

    _inherit = "property.archive.record"

    access_id = fields.Many2one(
        "property.archive.access",
        compute="_compute_access_id",
        store=True,
        required=True,
        precompute=True,
        ondelete="restrict",
    )
    readable = fields.Boolean(compute="_compute_readable", search="_search_readable")
    content_readable = fields.Boolean(compute="_compute_content_readable")

    # visible records are counted from these fields alone, in total and by category
    _access_idx = models.Index("(access_id, state, company_id)")
    _category_access_idx = models.Index("(category_id, access_id, state, company_id)")

    @api.depends("level_id", "scope", "department_id", "company_id")
    def _compute_access_id(self):
        keys = {
            record: (
                record.company_id.id,
                record.level_id.id,
                record.scope,
                record.department_id.id if record.scope != "company" else False,
            )
            for record in self
            if record.company_id and record.level_id and record.scope
        }
        profiles = self.env["property.archive.access"]._profile_ids(keys.values())
        for record in self:
            record.access_id = profiles.get(keys.get(record))

    @api.depends(
        "access_id", "company_id", "level_id", "scope", "responsible_id", "submitter_id", "state"
    )
    @api.depends_context("uid")
    def _compute_readable(self):
        visible = self._ids_in_domain(self._readable_domain())
        for record in self:
            record.readable = record.id in visible

    def _search_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._readable_domain(truth) for truth in value)

    @api.depends_context("uid")
    def _compute_content_readable(self):
        visible = self._ids_in_domain(self._content_domain())
        for record in self:
            record.content_readable = record.id in visible

    def _ids_in_domain(self, domain):
        """Ids of those of these records that match a domain, asked of the database."""
        ids = list(filter(None, self._origin.ids))
        if not ids:
            return set()
        records = self.sudo().with_context(active_test=False)
        return set(records._search(Domain("id", "in", ids) & domain).get_result_ids())

    @api.model
    def _readable_domain(self, holds=True):
        """Domain of the register entries that the current user may see now.

        :param bool holds: false for the entries they may not see
        """
        rights = self.env["property.archive.access"]._rights()
        if rights["open_register"]:
            # an archivist cleared for every level: only the company rule applies, and profiles are
            # the only reason for access
            if holds and self.env.context.get("archive_readable_part") == "rest":
                return Domain.FALSE
            return Domain("company_id", "in" if holds else "not in", rights["companies"])
        # this context key only narrows what is visible, see search_count
        part = holds and self.env.context.get("archive_readable_part")
        by_profile = self._in_sql("access_id", {*rights["full"], *rights["register"]})
        named = {*rights["records"], *rights["subject"]}
        others = [
            self._id_sql(named) if part == "rest" else self._in_sql("id", named),
            self._own_sql(rights),
            self._kept_sql(rights),
            self._submitter_sql(rights),
        ]
        if part == "profiles":
            return self._any_domain([by_profile])
        if part == "rest":
            return self._any_domain(others) & self._any_domain([by_profile], holds=False)
        return self._any_domain([by_profile, *others], holds, self._sees_many_records(rights))

    @api.model
    def _content_domain(self):
        """Domain of the records whose content the current user may read now.

        Once filed, content of a level that requires a consultation each time opens only with a
        running grant; before, it is open to the clerk who submits it and the archivist who receives
        it (B7).
        """
        rights = self.env["property.archive.access"]._rights()
        if rights["open_register"]:  # the same, without listing every profile id
            received = self._in_sql("company_id", rights["companies"])
        else:
            received = self._in_sql("access_id", rights["register"]) or self._kept_sql(rights)
        return self._any_domain(
            [
                self._direct_sql(
                    self._in_sql("access_id", {*rights["full"]} - {*rights["sealed"]})
                ),
                received
                and (
                    lambda column: SQL(
                        "(%s) AND %s = 'submitted'", received(column), column("state")
                    )
                ),
                self._in_sql("id", {*rights["contents"], *rights["subject"]}),
                self._direct_sql(self._own_sql(rights, content=True)),
                self._submitter_sql(rights),
            ],
            by_row=self._sees_many_records(rights),
        )

    @api.model
    def _sees_many_records(self, rights):
        """Whether a scan finds a page of visible records soon, as the user's profiles hold many.

        :param dict rights: see :meth:`property.archive.access._rights`
        """
        if rights["open_register"]:
            return True
        shares = self.env["property.archive.access"]._profile_shares(fields.Datetime.now().date())
        seen = sum(shares.get(profile, 0) for profile in {*rights["full"], *rights["register"]})
        return seen > _MUCH

    # Each condition is a function of the columns, or None if it matches no record. They are SQL and
    # not domains: converting a domain of hundreds of ids takes the ORM longer than the query
    # itself.

    @api.model
    def _any_domain(self, conditions, holds=True, by_row=False):
        """Domain of the records that match any of these conditions.

        :param bool by_row: write the condition so that no index is used: for a user who sees many
            records a scan is faster, and the planner need not consider each index
        """
        conditions = [condition for condition in conditions if condition]
        if not conditions:
            return Domain(not holds)

        def to_sql(model, alias, query):
            def column(name):
                return SQL.identifier(alias, name, to_flush=model._fields[name])

            any_of = SQL(") OR (").join(condition(column) for condition in conditions)
            # NULL counts as false
            if not holds:
                return SQL("(((%s)) IS NOT TRUE)", any_of)
            return SQL("(((%s)) IS TRUE)" if by_row else "((%s))", any_of)

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _direct_sql(self, condition):
        """Hook: restrict a condition to records whose direct readers include the user.

        :param condition: function of the columns, or None
        """
        return condition

    @api.model
    def _in_sql(self, name, ids):
        if ids:
            ids = _array(ids)
            return lambda column: SQL("%s = ANY (%s::integer[])", column(name), ids)
        return None

    @api.model
    def _id_sql(self, ids):
        """The condition for ids that the index on ids should find.

        The planner estimates each listed id again for each plan, which takes longer than the
        search. When rows are scanned anyway, listing them is right: the ids become a hash table.
        """
        if ids:
            ids = _array(ids)
            return lambda column: SQL(
                "%s = ANY (ARRAY(SELECT unnest(%s::integer[])))", column("id"), ids
            )
        return None

    @api.model
    def _own_sql(self, rights, content=False):
        """Personal records of the user, of the levels they are cleared for."""
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
    def _kept_sql(self, rights):
        """Hook: register entries that the user keeps, besides those of their profiles."""
        return None

    @api.model
    def _submitter_sql(self, rights):
        """Records that are not filed yet are visible to their submitter, except in the portal."""
        if rights["share"]:
            return None
        return lambda column: SQL(
            "%s = %s AND %s IN ('draft', 'submitted')",
            column("submitter_id"),
            self.env.uid,
            column("state"),
        )
