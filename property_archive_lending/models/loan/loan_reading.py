from odoo import api, models


class PropertyArchiveLoan(models.Model):
    """The purpose of a loan tells something about its records: reading it is logged (B6)."""

    _inherit = "property.archive.loan"
    _groupable_texts = frozenset({"name"})

    @api.model
    def _tells_of_records(self):
        return True

    def _read_records(self):
        return self._origin.sudo().line_ids.record_id.sudo(False)


class PropertyArchiveLoanLine(models.Model):
    """The same for its lines; codes and what a policy says tell nothing."""

    _inherit = "property.archive.loan.line"
    _groupable_texts = frozenset({"requested_code", "policy_roles"})
