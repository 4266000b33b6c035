from odoo import api, fields, models

from odoo.addons.property_archive.groups import ARCHIVIST
from odoo.addons.property_archive.http import blank_for_superuser


class ResPartner(models.Model):
    """The contact of an outside borrower is kept until everything is back."""

    _inherit = "res.partner"

    archive_loan_count = fields.Integer(compute="_compute_archive_loan_count", groups=ARCHIVIST)

    @blank_for_superuser
    def _compute_archive_loan_count(self):
        counts = dict(
            self.env["property.archive.loan.line"]._read_group(
                [("partner_id", "in", self.ids), ("state", "!=", "draft")],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.archive_loan_count = counts.get(partner, 0)

    def action_open_archive_loans(self):
        """The loans of this contact."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive_lending.property_archive_loan_line_action"
        )
        action["domain"] = [("partner_id", "in", self.ids)]
        action["context"] = {}
        return action

    def _archive_open_loans(self):
        """Loans these contacts have not brought back, or not fetched yet."""
        return (
            self.env["property.archive.loan.line"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.ids),
                    ("state", "in", ["to_approve", "approved", "queued", "out"]),
                ]
            )
        )

    @api.model
    def _archive_traces(self):
        waiting = "state IN ('to_approve', 'approved', 'queued', 'out')"
        return [*super()._archive_traces(), ("property_archive_loan_line", "partner_id", waiting)]

    def _archive_blockers(self, road):
        blockers = super()._archive_blockers(road)
        for line in self._archive_open_loans():
            blockers.setdefault(line.partner_id.id, []).append(
                self.env._(
                    "the open loan %s (take it back, or cancel the request, at the archive desk)",
                    line.display_name,
                )
            )
        return blockers
