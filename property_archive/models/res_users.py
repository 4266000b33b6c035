from odoo import api, models


class ResUsers(models.Model):
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

    def _archive_leaving_employees(self):
        """Employees of these users, in every company, active or not."""
        return (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("user_id", "in", self.ids)])
        )

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self._archive_leaving_employees()._archive_check_departure()
        if "partner_id" in vals:
            moved = self.filtered(lambda u: u.partner_id.id != vals["partner_id"])
            moved._archive_leaving_employees()._archive_check_departure()
        internal = self.filtered(lambda u: u._is_internal())
        result = super().write(vals)
        if {"group_ids", "share"} & set(vals):
            demoted = internal.filtered(lambda u: not u._is_internal())
            demoted._archive_leaving_employees()._archive_check_departure()
        self.env["property.archive.access"]._forget()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_archive_check(self):
        self._archive_leaving_employees()._archive_check_departure()
