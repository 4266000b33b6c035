from odoo import api, models

from ...groups import ARCHIVIST


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging contacts rewrites and deletes rows by SQL: ask before it starts."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        src_partners._archive_follow(dst_partner)
        src_partners._archive_check("merge")
        # by SQL users come to another contact, and the rows do not say by whom
        src_partners._archive_say_person()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        if self.env.user.has_group(ARCHIVIST):
            # Odoo reads fields here that only administrators may; it is the archivist who
            # knows that two contacts are one person
            src_partners, dst_partner = src_partners.sudo(), dst_partner.sudo()
        return super()._update_values(src_partners, dst_partner)
