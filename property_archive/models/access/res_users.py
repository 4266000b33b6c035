from odoo import api, models


class ResUsers(models.Model):
    """Read rights end with the work, and are worked out anew when anything changed (B4)."""

    _inherit = "res.users"

    @api.model
    def _archive_forget_rights(self):
        super()._archive_forget_rights()
        self.env["property.archive.access"]._forget()

    def _archive_end_rights_in(self, companies):
        super()._archive_end_rights_in(companies)
        grants = self.env["property.archive.grant"].sudo()
        grants.search([*self._archive_rights_domain(companies), ("revoked", "=", False)])._end()
