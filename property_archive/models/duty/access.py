from odoo import api, models

from ...groups import ARCHIVIST, KEEPER


class PropertyArchiveAccess(models.Model):
    """The duties of a department's archivist are found and cached with the other rights (J4)."""

    _inherit = "property.archive.access"

    @api.model
    def _further_rights(self):
        return super()._further_rights() | {"kept": self.env["property.archive.duty"]._reach_sql()}

    def _compute_rights(self):
        rights = super()._compute_rights()
        rights["kept"] = self._kept(rights)
        return rights

    @api.model
    def _kept(self, rights):
        """The current user's duties, limited to their clearance.

        :param dict rights: as :meth:`_rights` returns them
        :return: tuples of company, the profiles of the levels that the user is cleared for, and
            ids by the record field that they limit. Duties with one and the same limit are joined
        :rtype: list(tuple)
        """
        user = self.env["res.users"].browse(self.env.uid)
        if not rights["kept"] or user.has_group(ARCHIVIST) or not user.has_group(KEEPER):
            return []
        names = self.env["property.archive.duty"]._limit_fields()
        single, several = {}, []
        for company, *limits in rights["kept"]:
            limits = {name: ids for name, ids in zip(names, limits, strict=True) if ids is not None}
            if company not in rights["cleared"] or not limits:
                continue
            if len(limits) == 1:
                ((name, ids),) = limits.items()
                single.setdefault((company, name), set()).update(ids)
            else:
                several.append((company, limits))
        duties = [(company, {name: sorted(ids)}) for (company, name), ids in single.items()]
        return [
            (company, rights["cleared"][company], limits) for company, limits in duties + several
        ]
