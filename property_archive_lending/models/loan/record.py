from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.property_archive.blockers import add_blocker
from odoo.addons.property_archive.groups import KEEPER


class PropertyArchiveRecord(models.Model):
    """What lending adds to a record: who has it, who had it (D5, D8)."""

    _inherit = "property.archive.record"

    loan_line_ids = fields.One2many(
        "property.archive.loan.line", "record_id", "Loans", groups=KEEPER
    )
    loan_count = fields.Integer(compute="_compute_loan_count", groups=KEEPER)

    def _compute_loan_count(self):
        counts = dict(
            self.env["property.archive.loan.line"]._read_group(
                [("record_id", "in", self.ids)], ["record_id"], ["__count"]
            )
        )
        for record in self:
            record.loan_count = counts.get(record, 0)

    @api.depends("loan_line_ids.state", "loan_line_ids.physical")
    def _compute_availability(self):
        result = super()._compute_availability()
        out = self._out_lines().record_id
        for record in self:
            if record.availability == "in" and record._origin in out:
                record.availability = "out"
        return result

    @api.model
    def _copied_texts(self):
        texts = {"property_archive_loan_line": (("subject",), SQL("TRUE"))}
        return {**super()._copied_texts(), **texts}

    def _out_lines(self):
        """Loans on which one of these records is away from its place."""
        return (
            self.env["property.archive.loan.line"]
            .sudo()
            .search(
                [
                    ("record_id", "in", self._origin.ids),
                    ("state", "=", "out"),
                    ("physical", "=", True),
                ]
            )
        )

    def _get_blockers(self, operation):
        reasons = super()._get_blockers(operation)
        if operation == "read":
            return reasons
        # The number of the loan is safe to name; the borrower is named to the desk only, and
        # not on the list of a destruction, which witnesses see as well.
        named = operation != "destroy" and self._is_archivist()
        for line in self._out_lines():
            text = self.env._(
                "it is on loan (%(loan)s, due %(date)s)",
                loan=f"{line.loan_id.name} {line.borrower}" if named else line.loan_id.name,
                date=line._local_date("date_due"),
            )
            add_blocker(reasons, line.record_id.with_env(self.env), "loan", text, line)
        return reasons

    def action_open_loans(self):
        """The loans of this record."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive_lending.property_archive_loan_line_action"
        )
        action["domain"] = [("record_id", "in", self.ids)]
        action["context"] = {}
        return action

    def action_request(self):
        """Ask for these records: a new request with a line for each."""
        self.check_access("read")
        loan = self.env["property.archive.loan"]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Request"),
            "res_model": loan._name,
            "view_mode": "form",
            "context": {
                "default_line_ids": [(0, 0, {"requested_record_id": r.id}) for r in self],
            },
        }
