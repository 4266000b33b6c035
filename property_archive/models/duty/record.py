from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...groups import ARCHIVIST


class PropertyArchiveRecord(models.Model):
    """The records that an archivist works on: all, or those of their duties (J4)."""

    _inherit = "property.archive.record"

    kept = fields.Boolean(compute="_compute_kept", search="_search_kept")

    @api.depends("department_id", "category_id", "level_id", "company_id")
    @api.depends_context("uid")
    def _compute_kept(self):
        kept = self._ids_in_domain(self._kept_domain())
        for record in self:
            record.kept = record._origin.id in kept

    def _search_kept(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._kept_domain(truth) for truth in value)

    @api.model
    def _kept_domain(self, holds=True):
        """Domain of the records that the current user works on as an archivist.

        :param bool holds: false for all other records
        """
        if self.env.user.has_group(ARCHIVIST):
            return Domain(bool(holds))
        rights = self.env["property.archive.access"]._rights()
        return self._any_domain([self._kept_sql(rights)], bool(holds))

    @api.model
    def _kept_sql(self, rights):
        """Register entries within the user's duties, of the levels they are cleared for."""
        duties = rights["kept"]
        if not duties:
            return super()._kept_sql(rights)

        def within(column, company, levels, limits):
            parts = [
                SQL("%s = %s", column("company_id"), company),
                SQL("%s = ANY (%s)", column("level_id"), levels),
            ]
            parts += [SQL("%s = ANY (%s)", column(name), ids) for name, ids in limits.items()]
            return SQL("(%s)", SQL(" AND ").join(parts))

        return lambda column: SQL(" OR ").join(within(column, *duty) for duty in duties)

    def _archive_is_kept(self):
        return not self - self.filtered("kept")
