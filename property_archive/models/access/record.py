from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...conditions import among, domain_of, either, found_by_id, less

#: A user's profiles count as many if they hold at least this share of all records.
_MUCH = 0.01


class ReadableParts(NamedTuple):
    """Which reasons to see a record a query is limited to, in the context: no client sends it."""

    start: int
    end: int
    joined: bool = False


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
    _access_idx = models.Index("(access_id, category_id, state, company_id)")
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
            # an archivist cleared for every level: only the company rule applies
            return Domain("company_id", "in" if holds else "not in", rights["companies"])
        asked = self.env.context.get("archive_readable_parts")
        if holds and isinstance(asked, ReadableParts):
            parts = self._readable_parts(rights, asked.joined)
            before = either(parts[: asked.start])
            return domain_of(less(either(parts[asked.start : asked.end]), before))
        readable = either(self._readable_parts(rights))
        return domain_of(readable, holds, self._sees_many_records(rights))

    @api.model
    def _readable_parts(self, rights, joined=True):
        """Conditions for the reasons to see a record.

        :param dict rights: see :meth:`property.archive.access._rights`
        :param bool joined: whether profiles and all that is kept are one reason, which only the
            index of categories answers. If not, each has an index of its own
        :return: functions of the columns, none if nothing is visible. The first usually has the
            most records, and an index alone also tells which records of one the others have before
        :rtype: list
        """
        profiles = among("access_id", {*rights["full"], *rights["register"]})
        rest = either(
            [
                found_by_id({*rights["records"], *rights["subject"]}),
                self._own_sql(rights),
                self._submitter_sql(rights),
            ]
        )
        if joined:
            parts = [either([profiles, self._kept_sql(rights)]), rest]
        else:
            parts = [profiles, *self._kept_parts(rights), rest]
        return [part for part in parts if part]

    @api.model
    def _readable_part_count(self, joined):
        """How many reasons the current user has to see records that are counted separately.

        :param bool joined: see :meth:`_readable_parts`
        :rtype: int
        """
        rights = self.env["property.archive.access"]._rights()
        return 0 if rights["open_register"] else len(self._readable_parts(rights, joined))

    @api.model
    def _content_domain(self):
        """Domain of the records whose content the current user may read now.

        Once filed, content of a level that requires a consultation each time opens only with a
        running grant; before, it is open to the clerk who submits it and the archivist who receives
        it (B7).
        """
        rights = self.env["property.archive.access"]._rights()
        if rights["open_register"]:  # the same, without listing every profile id
            received = among("company_id", rights["companies"])
        else:
            received = among("access_id", rights["register"]) or either(
                self._kept_parts(rights, joined=True)
            )
        readable = either(
            [
                self._direct_sql(among("access_id", {*rights["full"]} - {*rights["sealed"]})),
                received
                and (
                    lambda column: SQL(
                        "(%s) AND %s = 'submitted'", received(column), column("state")
                    )
                ),
                among("id", {*rights["contents"], *rights["subject"]}),
                self._direct_sql(self._own_sql(rights, content=True)),
                self._submitter_sql(rights),
            ]
        )
        return domain_of(readable, by_row=self._sees_many_records(rights))

    @api.model
    def _sees_many_records(self, rights):
        """Whether a scan finds a page of visible records soon, as the user's profiles hold many.

        :param dict rights: see :meth:`property.archive.access._rights`
        """
        if rights["open_register"]:
            return True
        profiles = {*rights["full"], *rights["register"]}
        return self._is_much(self._share("access_id", profiles))

    @api.model
    def _is_much(self, share):
        return share > _MUCH

    @api.model
    def _share(self, name, ids):
        """The share of all records that have one of these ids in a column; of None, their number.

        An estimate from the database statistics: only used to choose a query plan, never for
        rights.

        :rtype: float
        """
        shares = self.env["property.archive.access"]._shares(name, fields.Datetime.now().date())
        return sum(shares.get(row_id, 0) for row_id in ids)

    @api.model
    def _direct_sql(self, condition):
        """Hook: restrict a condition to records whose direct readers include the user.

        :param condition: function of the columns, or None
        """
        return condition

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
    def _kept_parts(self, rights, joined=False):
        """Hook: conditions for the entries that the user keeps, besides those of their profiles.

        :param bool joined: whether an index need not answer each
        :rtype: list
        """
        return []

    @api.model
    def _kept_sql(self, rights):
        return either(self._kept_parts(rights, joined=True))

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
