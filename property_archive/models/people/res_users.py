from odoo import api, models

from ...groups import EXECUTIVE, MANAGER


class ResUsers(models.Model):
    """The person behind a user account."""

    _inherit = "res.users"

    def _archive_same_person(self):
        """These users with all other accounts of the same people, in all companies.

        Two users are the same person when they share a contact or an employee's work contact. So
        the separation of duties holds however many accounts somebody has.
        """
        users = self.sudo().with_context(active_test=False)
        employees = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("user_id", "in", users.ids)])
        )
        partners = users.partner_id | employees.work_contact_id
        colleagues = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("work_contact_id", "in", partners.ids)])
        )
        same = users | colleagues.user_id
        same |= users.search([("partner_id", "in", partners.ids)])
        return self.browse(same.ids)

    def _archive_leads(self):
        """Whether this user is an archive head or an executive of the archive."""
        return self.has_group(MANAGER) or self.has_group(EXECUTIVE)

    def _archive_subject_partners(self):
        """Contacts whose files are about this user (B5).

        The user's own contact, and for a portal user the company it belongs to. A contact that is a
        child of another person is not that person.
        """
        partner = self.sudo().partner_id
        return partner._archive_subject_partners() if self.share else partner

    @api.model
    def _archive_forget_rights(self):
        """Hook: read rights may have changed; drop what was cached about them."""
