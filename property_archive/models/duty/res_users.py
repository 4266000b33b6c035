from odoo import models


class ResUsers(models.Model):
    """Duties end with the employment (J4, F5)."""

    _inherit = "res.users"

    def _archive_end_rights_in(self, companies):
        result = super()._archive_end_rights_in(companies)
        duties = self.env["property.archive.duty"].sudo()
        duties.search([*self._archive_rights_domain(companies), ("state", "=", "given")])._end()
        return result
