from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: This share of all records, in a user's profiles, is much.
_MUCH = 0.01


def _array(ids):
    """Ids as one value for the database: each for itself takes the driver longer."""
    return f"{{{','.join(map(str, sorted(ids)))}}}"


class PropertyArchiveRecord(models.Model):
    """Who sees a record: the one statement of it (requirements B3, B4, B5, B7)."""

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

    # what somebody sees is counted from these alone, as a whole and by category
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

        Content of a level that wants a consultation each time opens only with a running
        grant once it is filed; until then for the clerk who submits it and the archivist
        who receives it (B7).
        """
        rights = self.env["property.archive.access"]._rights()
        if rights["open_register"]:  # the same, without every profile by its id
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
        """Whether so many records are in the user's profiles that walking them finds a page.

        :param dict rights: see :meth:`property.archive.access._rights`
        """
        if rights["open_register"]:
            return True
        shares = self.env["property.archive.access"]._profile_shares(fields.Datetime.now().date())
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
    def _direct_sql(self, condition):
        """Hook: a condition, narrowed to those whom a rule names as direct readers.

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
    def _kept_sql(self, rights):
        """Hook: register entries that the user keeps besides those of their profiles."""
        return None

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
