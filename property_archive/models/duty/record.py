from math import prod

from odoo import api, fields, models
from odoo.fields import Domain

from ...conditions import among, domain_of, either, every
from ...groups import ARCHIVIST


class PropertyArchiveRecord(models.Model):
    """The records that an archivist works on: all, or those of their duties (J4)."""

    _inherit = "property.archive.record"

    kept = fields.Boolean(compute="_compute_kept", search="_search_kept")

    # what is kept is counted from these fields alone, and so is what another duty has of it
    _category_access_idx = models.Index(
        "(category_id, access_id, state, company_id, department_id)"
    )
    _department_access_idx = models.Index(
        "(department_id, access_id, category_id, state, company_id)"
    )

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
        return domain_of(self._kept_sql(rights), bool(holds))

    @api.model
    def _kept_parts(self, rights, joined=False):
        """Register entries within the user's duties, of the levels they are cleared for.

        Duties with the same limits are one part, and all of a company's if they are joined.
        """
        cleared, duties = {}, {}
        for company, profiles, limits in rights["kept"]:
            cleared[company] = among("access_id", profiles)
            within = every(among(name, ids) for name, ids in limits.items())
            duties.setdefault((company,) if joined else (company, *limits), []).append(within)
        parts = [every([cleared[key[0]], either(group)]) for key, group in duties.items()]
        return super()._kept_parts(rights, joined) + parts

    @api.model
    def _sees_many_records(self, rights):
        return super()._sees_many_records(rights) or any(
            self._is_much(prod(self._share(name, ids) for name, ids in limits.items()))
            for _company, _profiles, limits in rights["kept"]
        )

    def _archive_is_kept(self):
        return not self - self.filtered("kept")
