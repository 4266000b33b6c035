from odoo import models
from odoo.exceptions import UserError


class PropertyArchiveLoan(models.Model):
    """A draft becomes a numbered request, or is taken back (requirement D1)."""

    _inherit = "property.archive.loan"

    def action_submit(self):
        """Ask for the records on these drafts.

        :raise UserError: when a record cannot be asked for like this, naming the
            record, the rule and what to do
        """
        self.check_access("write")
        self._lock_rows()
        self.sudo()._check_state("draft")
        for loan in self.sudo():
            if not loan.line_ids:
                raise UserError(self.env._("Name at least one record you ask for."))
        self._assign_numbers()
        self.line_ids._submit()
        return True

    def action_cancel(self, reason=None):
        """Take back what was not handed out yet; a draft is simply deleted.

        :param str reason: once a witness has signed; without one a dialog asks for it
        """
        self.check_access("read")
        lines = self.line_ids.filtered(
            lambda line: line.state in ("to_approve", "approved", "queued")
        )
        if not lines:
            raise UserError(self.env._("Nothing of this request can be cancelled any more."))
        return lines.action_cancel(reason)

    def _assign_numbers(self):
        """Number these requests, with one look at the series for each company."""
        for company, loans in self.sudo().grouped("company_id").items():
            numbers = self.env["ir.sequence"]._archive_next(company, self._name, len(loans))
            for loan, number in zip(loans, numbers, strict=True):
                loan._write_protected({"name": number})
