from odoo import api, models


class PropertyArchiveAccess(models.Model):
    """The duties of a department's archivist are cached with the other rights (J4)."""

    _inherit = "property.archive.access"

    def _compute_rights(self):
        rights = super()._compute_rights()
        rights["kept"] = self._kept(rights)
        return rights

    @api.model
    def _kept(self, rights):
        """The current user's duties, limited to their clearance.

        :param dict rights: as :meth:`_rights` returns them
        :return: tuples of company, level ids, and ids by the record field that they limit
        :rtype: list(tuple)
        """
        levels = {}
        for company, level, _sealed in rights["own"]:
            levels.setdefault(company, []).append(level)
        if not levels:
            return []
        user = self.env["res.users"].browse(self.env.uid)
        return [
            (company, levels[company], limits)
            for company, limits in self.env["property.archive.duty"]._reach(user)
            if company in levels
        ]
