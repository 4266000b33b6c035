from odoo import api, models


class ResUsers(models.Model):
    """Read rights end with the employment, and are recomputed after each change (B4)."""

    _inherit = "res.users"

    @api.model
    def _archive_forget_rights(self):
        result = super()._archive_forget_rights()
        self.env["property.archive.access"]._forget()
        return result

    def _archive_own_partners(self):
        """Contacts whose files this user may request: not those waiting for confirmation (B5).

        :rtype: res.partner
        """
        waiting = self.env["property.archive.identity"]._waiting(self, ["contact", "company"])
        return self._archive_subject_partners().filtered(
            lambda partner: partner.id not in waiting.mapped("res_id")
        )

    def _archive_end_rights_in(self, companies):
        result = super()._archive_end_rights_in(companies)
        grants = self.env["property.archive.grant"].sudo()
        grants.search([*self._archive_rights_domain(companies), ("revoked", "=", False)])._end()
        return result
