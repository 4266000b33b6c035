import time

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ...groups import USER
from ...http import own_code


class PropertyArchiveClosed(models.AbstractModel):
    """Rows outside the archive that hold the same data as a protected file (J1).

    Some fields of such a row are shown only to users who may read a file about it, and to
    the department that keeps these files (001 ¶3). A flag on the row, maintained in the
    database, marks it; a row that no such file is about needs no further query.
    """

    _name = "property.archive.closed.mixin"
    _description = "Closed by a File about It"

    #: Fields that are closed, those of other addons too.
    _archive_closed_fields = frozenset()
    #: The category's field that closes them.
    _archive_closed_by = "closes_contact"

    archive_closed = fields.Boolean("Closed by the Archive", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._archive_unflagged(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._archive_unflagged(vals))

    @api.model
    def _archive_unflagged(self, vals):
        """The values without the flag, which follows from the files and from nobody's wish."""
        return {name: value for name, value in vals.items() if name != "archive_closed"}

    @api.model
    def _archive_about(self, rows):
        """Domain of the records whose subject is one of these rows. Hook.

        :param rows: ids, or a query of them
        """
        raise NotImplementedError

    @api.model
    def _archive_about_sql(self, table, row):
        """SQL condition: the row is a subject of the record. Hook.

        :param str table: alias of the table of records
        :param SQL row: the id of the row
        """
        raise NotImplementedError

    def _archive_subjects(self, records):
        """The rows that some records are about. Hook."""
        raise NotImplementedError

    @api.model
    def _archive_minute(self):
        """The current minute: cached knowledge about a user is kept that long."""
        return int(time.time() // 60)

    @api.model
    @tools.ormcache("uid", "minute")
    def _archive_reads_some(self, uid, minute):
        """Whether a user may read any file at all of a level that closes something.

        This only saves the query for everybody else: access to each row is checked every time.
        """
        user = self.env["res.users"].sudo().browse(uid)
        with own_code():  # cached for all readers, so it must not depend on one of them
            return user._is_internal() and bool(
                user.has_group(USER)
                or self.env["property.archive.clearance"]
                .sudo()
                .search_count([("user_id", "=", uid), ("state", "=", "granted")], limit=1)
                or self.env["property.archive.grant"]
                .sudo()
                .search_count([("user_id", "=", uid), ("revoked", "=", False)], limit=1)
            )

    @api.model
    def _archive_kept_categories(self):
        """Ids of the closing categories that a department of the current user keeps."""
        return self._archive_kept_of(self.env.uid, self._archive_minute())

    @api.model
    @tools.ormcache("uid", "minute")
    def _archive_kept_of(self, uid, minute):
        user = self.env["res.users"].sudo().browse(uid)
        employees = user.sudo().employee_ids.with_context({})
        departments = {employee._archive_department() for employee in employees}
        # a user without a department keeps nothing
        departments.discard(self.env["hr.department"])
        categories = self.env["property.archive.category"].sudo().with_context(active_test=False)
        with own_code():
            return [
                category.id
                for category in categories.search([(self._archive_closed_by, "=", True)])
                if any(
                    category._keeping_department(company) in departments
                    for company in user.sudo().company_ids
                )
            ]

    def _archive_masked(self):
        """Filter the rows whose closed fields are hidden from the current user.

        One query on the flag; if a row is closed, two more on the records.
        """
        if self.env.su:
            return self.browse()
        closed = self.sudo().filtered("archive_closed").sudo(False)
        if not closed:
            return closed
        records = self.env["property.archive.record"]
        about = self._archive_about(closed.ids)
        seen = records.sudo()
        if self._archive_reads_some(self.env.uid, self._archive_minute()):
            seen |= records.search(about).sudo()
        kept = self._archive_kept_categories()
        if kept:
            seen |= records.sudo().search(Domain("category_id", "in", kept) & about)
        return closed - self._archive_own() - self._archive_subjects(seen).sudo(False)

    def _archive_own(self):
        """Rows that always count as the current user's own. Hook."""
        return self.browse()

    @api.model
    def _archive_open_domain(self):
        """Domain of the rows whose closed fields the current user may search and group by.

        Unflagged rows are open; only for flagged ones the records are searched.
        """
        records = self.env["property.archive.record"].with_context(active_test=False)
        kept = self._archive_kept_categories()
        own = self._archive_own().ids
        reads = self._archive_reads_some(self.env.uid, self._archive_minute())

        def to_sql(model, alias, query):
            row = SQL.identifier(alias, "id")
            arms = [SQL("%s IS NOT TRUE", SQL.identifier(alias, "archive_closed"))]
            if own:
                arms.append(SQL("%s IN %s", row, tuple(own)))
            files = [records._search(Domain.TRUE)] if reads else []
            if kept:
                files.append(records.sudo()._search(Domain("category_id", "in", kept)))
            for found in files:
                found.add_where(self._archive_about_sql(found.table, row))
                arms.append(SQL("EXISTS (%s)", found.select(SQL("1"))))
            return SQL("((%s))", SQL(") OR (").join(arms))

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _archive_narrowed(self, domain):
        """Restrict a domain so that closed fields match only rows open to the user."""
        names, opened = self._archive_closed_fields, []

        def narrowed(condition):
            if condition.field_expr.split(".")[0] not in names:
                return condition
            # one for all: equal conditions, as on the e-mail of contacts, remain equal
            if not opened:
                opened.append(self._archive_open_domain())
            return condition & opened[0]

        return Domain(domain).map_conditions(narrowed)

    # -- reading and searching ---------------------------------------------------------------

    @api.model
    def _search(self, domain, *args, **kwargs):
        if not self.env.su:
            domain = self._archive_narrowed(domain)
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if self.env.su or domain is NotImplemented:
            return domain
        return self._archive_narrowed(domain)

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._archive_narrow_query(alias, groupby_spec, query)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _archive_narrow_query(self, alias, spec, query):
        name = spec.split(":")[0].split(".")[0]
        if name in self._archive_closed_fields and not self.env.su:
            query.add_where(self._archive_open_domain()._to_sql(self, alias, query))

    def fetch(self, field_names=None):
        return super().fetch(self._archive_with_flag(field_names))

    @api.model
    def search_fetch(self, domain, field_names=None, *args, **kwargs):
        return super().search_fetch(domain, self._archive_with_flag(field_names), *args, **kwargs)

    @api.model
    def _archive_with_flag(self, field_names):
        """Add the flag to the fields to fetch when a closed field is among them."""
        if field_names and not self._archive_closed_fields.isdisjoint(field_names):
            return [*field_names, "archive_closed"]
        return field_names

    def _read_format(self, fnames, load="_classic_read"):
        values = super()._read_format(fnames, load)
        names = self._archive_closed_fields.intersection(fnames)
        masked = set(self._archive_masked().ids) if names else ()
        for row in values if masked else ():
            if row["id"] in masked:
                row.update(
                    (name, [] if self._fields[name].type in ("one2many", "many2many") else False)
                    for name in names
                )
        return values

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        columns = [
            index
            for index, path in enumerate(fields)
            if path and path[0] in self._archive_closed_fields
        ]
        masked = self._archive_masked() if columns else self.browse()
        if not masked:
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        lines = []
        for row in self:
            parent = super(PropertyArchiveClosed, row)
            found = parent._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
            for line in found if row in masked else ():
                for index in columns:
                    line[index] = ""
            lines += found
        return lines
