from odoo import models

from ...concurrency import claim_rows


class ResPartner(models.Model):
    """For whom a contact stands, and how their rows are locked."""

    _inherit = "res.partner"

    def _archive_subject_partners(self):
        """These contacts and the companies for which they act (B5).

        A contact below another person is not that person, and does not see their files.
        """
        return self | self.commercial_partner_id.filtered("is_company")

    def _archive_lock(self):
        """Meet whoever hands something to these contacts: see ``hr.employee._archive_lock``."""
        claim_rows(self)
