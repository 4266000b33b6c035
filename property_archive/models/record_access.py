from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..notify import readers_only


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
        by_profile = self._in_sql("access_id", {*rights["full"], *rights["register"]})
        others = [
            self._in_sql("id", {*rights["records"], *rights["subject"]}),
            self._own_sql(rights),
            self._submitter_sql(rights),
        ]
        # the key narrows what is seen and never widens it, see search_count
        part = holds and self.env.context.get("archive_readable_part")
        if part == "profiles":
            return self._any_domain([by_profile])
        if part == "rest":
            return self._any_domain(others) & self._any_domain([by_profile], holds=False)
        return self._any_domain([by_profile, *others], holds)

    @api.model
    def _content_domain(self):
        """Domain of the records whose content the current user may read now.

        Content of a level that wants a consultation each time opens only with a running
        grant once it is filed; until then for the clerk who submits it and the archivist
        who receives it (B7).
        """
        rights = self.env["property.archive.access"]._rights()
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
            ]
        )

    # Each of these is a condition as a function of the columns, or None where it holds for
    # no record. They are SQL and no domains: the ORM takes longer to put a domain of some
    # hundred ids into SQL than the database takes to answer it.

    @api.model
    def _any_domain(self, conditions, holds=True):
        """Domain of the records of which one of these conditions holds, or none."""
        conditions = [condition for condition in conditions if condition]
        if not conditions:
            return Domain(not holds)

        def to_sql(model, alias, query):
            def column(name):
                return model._field_to_sql(alias, name, query)

            any_of = SQL(" OR ").join(SQL("(%s)", condition(column)) for condition in conditions)
            # what is unknown does not hold
            return SQL("(%s)", any_of) if holds else SQL("((%s) IS NOT TRUE)", any_of)

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _in_sql(self, name, ids):
        if ids:
            ids = tuple(sorted(ids))
            return lambda column: SQL("%s IN %s", column(name), ids)
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
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        if self.env.su or field_names is None:
            return super().search_fetch(domain, field_names, offset, limit, order)
        # with what the rules and the log ask of each record afterwards
        names = dict.fromkeys((*field_names, "company_id", "level_id"))
        records = super().search_fetch(domain, list(names), offset, limit, order)
        # the rule held in the query that found them; what checks it asks as superuser
        self._fields["readable"]._update_cache(records, True)
        self._fields["readable"]._update_cache(records.sudo(), True)
        return records

    @api.model
    def search_count(self, domain, limit=None):
        """Count what is seen through access profiles, and then what is seen besides.

        Each of the two walks an index, which both together cannot. The key in the context
        narrows what the rule lets through and never widens it.
        """
        if self.env.su or self.env.context.get("archive_readable_part"):
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
