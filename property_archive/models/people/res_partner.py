from odoo import models

from ...concurrency import claim_rows


class ResPartner(models.Model):
    """Whom a contact represents, and how contact rows are locked."""

    _inherit = "res.partner"

    def _archive_subject_partners(self):
        """These contacts and the companies that they represent (B5).

        A contact that is a child of another person is not that person, and does not see their
        files.
        """
        return self | self.commercial_partner_id.filtered("is_company")

    def _archive_lock(self):
        """Lock these contacts before files are handed out: see ``hr.employee._archive_lock``."""
        claim_rows(self)
