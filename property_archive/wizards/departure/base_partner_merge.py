from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging contacts rewrites and deletes rows by SQL: ask before it starts."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        src_partners._archive_check("merge")
        return super()._update_foreign_keys(src_partners, dst_partner)
