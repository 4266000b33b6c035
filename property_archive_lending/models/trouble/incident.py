from odoo import fields, models


class PropertyArchiveIncident(models.Model):
    """A decided loss ends the loan, so that its borrower can be cleared (F4, D11)."""

    _inherit = "property.archive.incident"

    loan_line_id = fields.Many2one(
        "property.archive.loan.line",
        "Loan",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
    )

    def _after_decision(self):
        result = super()._after_decision()
        for incident in self:
            if incident.consequence in ("missing", "replaced"):
                lines = incident.record_ids._out_lines()
                if incident.loan_line_id.state == "out":
                    lines |= incident.loan_line_id
                lines._settle_lost(incident)
        return result
