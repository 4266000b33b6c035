from odoo import api, models

from ...groups import ARCHIVIST


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Check before contacts are merged, because merging uses SQL and skips the hooks."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        src_partners._archive_follow(dst_partner)
        src_partners._archive_check("merge")
        # SQL moves users to another contact without recording who did it
        src_partners._archive_say_person()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        if self.env.user.has_group(ARCHIVIST):
            # sudo: Odoo reads administrator fields here, but it is the archivist who
            # knows that two contacts are one person
            src_partners, dst_partner = src_partners.sudo(), dst_partner.sudo()
        return super()._update_values(src_partners, dst_partner)
