from odoo import api, models


class ResUsers(models.Model):
    """Who a user is as a person."""

    _inherit = "res.users"

    def _archive_same_person(self):
        """These users with all other users of the same people, in all companies.

        Two users are one person when they share a contact or an employee's work contact:
        duties that must be apart stay apart however many accounts somebody has.
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

    def _archive_subject_partners(self):
        """Contacts whose files are files about this user (B5).

        Their own, and for a portal user the company they are a contact of. A contact
        below another person is not that person.
        """
        partner = self.sudo().partner_id
        return partner._archive_subject_partners() if self.share else partner

    @api.model
    def _archive_forget_rights(self):
        """Hook: who reads what may have changed; what was worked out of it is dropped."""
