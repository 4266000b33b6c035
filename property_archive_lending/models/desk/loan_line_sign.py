from odoo import models
from odoo.exceptions import UserError


class PropertyArchiveLoanLine(models.Model):
    """Both sign at the desk, and the borrower takes a slip along (requirements D5, D9)."""

    _inherit = "property.archive.loan.line"

    def _sign_both(self, phase, borrower_signature, archivist_signature, bearer=None):
        """Keep the signatures of the borrower, or of the bearer, and the archivist."""
        line = self.sudo()
        user = line.employee_id.user_id
        outsider = None
        if bearer:
            user, outsider = user.browse(), bearer
        elif not user:
            outsider = line.partner_id or line.employee_id.work_contact_id
        self._sign("borrower", borrower_signature, signer=user, outsider=outsider, phase=phase)
        self._sign("archivist", archivist_signature, phase=phase)

    def _print_slip(self):
        """One slip for everything that was handed out together (D5)."""
        lines = self.filtered(lambda line: line.state == "out")
        if not lines:
            return None
        report = self.env.ref("property_archive_lending.action_report_slip")
        return {**report.report_action(lines), "close_on_report_download": True}

    def action_print_slip(self):
        """Print the slip of what is out once more."""
        self._check_desk()
        action = self._print_slip()
        if not action:
            raise UserError(self.env._("Nothing of this is out."))
        return action
