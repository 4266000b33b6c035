from odoo import models
from odoo.exceptions import UserError

from odoo.addons.property_archive.notify import tell


class PropertyArchiveLoanLine(models.Model):
    """What follows the decision, and who is told (requirements D4, D8)."""

    _inherit = "property.archive.loan.line"

    def _approval_people(self):
        loan = self.sudo().loan_id
        employee = loan.employee_id.with_context(active_test=False)
        users = loan.user_id | employee.user_id
        partners = loan.partner_id | employee.work_contact_id
        return users | partners.with_context(active_test=False).user_ids

    def _approval_employee(self):
        return self.sudo().loan_id.employee_id

    def _approval_category(self):
        return self.sudo().category_id

    def _approval_level(self):
        line = self.sudo()
        record = line.record_id
        if line.found_policy_id and not record:
            record = line._get_records_of_words()[line]
        levels = super()._approval_level() | record.level_id
        return levels.sorted("rank")[-1:] or line.category_id.level_id

    def _approval_recheck(self):
        """What was tested when it was asked for, again at the moment of the decision."""
        self._lock_rows()
        asked = self.filtered(lambda line: line.sudo().state == "to_approve")
        asked._check_borrowers()
        asked._check_dates()
        asked._check_lendable()
        return super()._approval_recheck()

    def _approval_done(self):
        """Everybody agreed: to the desk, or in line behind whoever has it now."""
        self._lock_rows()
        lines = self.sudo()
        waiting = lines._filter_unavailable()
        waiting._queue()
        (lines - waiting)._write_protected({"state": "approved"})
        (lines - waiting)._tell_borrowers(self.env._("Approved"))
        waiting._tell_borrowers(self.env._("Approved, waits for its return"))

    def _approval_refused(self, reason):
        self.sudo()._write_protected({"state": "refused", "refusal_reason": reason})
        self._tell_borrowers(self.env._("Refused: %s", reason))

    def _tell_borrowers(self, text):
        """Tell who asked and who borrows: one message for each of them.

        What happened also stands in the history of each request.

        :param str text: what happened, in the user's language
        """
        by_partner = {}
        bodies = {}
        for loan, lines in self.sudo().grouped("loan_id").items():
            bodies[loan.id] = f"{text}: {', '.join(lines.mapped('subject'))}"
            partners = loan.user_id.partner_id | loan.employee_id.user_id.partner_id
            for partner in partners - self.env.user.partner_id:
                by_partner.setdefault(partner, self.browse())
                by_partner[partner] |= lines
        self.sudo().loan_id._message_log_batch(bodies=bodies)
        for partner, lines in by_partner.items():
            tell(self.env, partner, text, [line._get_html_link() for line in lines])

    def action_cancel(self, reason=None):
        """Take back these requests before they are handed out.

        :param str reason: once a witness has signed; without one a dialog asks for it
        """
        self.check_access("read")
        self._lock_rows()
        me = self.env.user._archive_same_person()
        desk = self._is_archivist()
        for line in self:
            mine = (line.sudo().user_id | line.sudo().employee_id.user_id) & me
            if not mine and not desk:
                raise UserError(
                    self.env._("Only who asked, or the archive desk, cancels a request.")
                )
            line._check_state("to_approve", "approved", "queued")
        if ask := self._ask_why_cancelled(reason):
            return ask
        self._approval_cancel()
        self.sudo()._write_protected({"state": "cancelled"})
        self._note_cancelled(reason)
        self.env["property.archive.log"]._log("cancelled", self)
        return True
