from odoo import api, fields, models
from odoo.fields import Domain


class PropertyArchiveKept(models.AbstractModel):
    """Documents that a department's archivist serves if they keep what these are about (J4).

    List this mixin first in ``_inherit``.
    """

    _name = "property.archive.kept"
    _description = "Document Kept by an Archivist"

    kept = fields.Boolean(compute="_compute_kept", search="_search_kept")

    @api.depends_context("uid")
    def _compute_kept(self):
        found = self.sudo().search(Domain("id", "in", self.ids) & self._kept_domain())
        kept = set(found.ids)
        for document in self:
            document.kept = document.id in kept

    def _search_kept(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._kept_domain()
        return Domain.OR(domain if truth else ~domain for truth in value)

    @api.model
    def _kept_domain(self):
        """Hook: domain of the documents that the current user serves as an archivist."""
        return Domain.FALSE

    def _archive_is_kept(self):
        return all(self.mapped("kept"))
