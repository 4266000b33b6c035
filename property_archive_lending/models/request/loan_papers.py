from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list


class PropertyArchiveLoan(models.Model):
    """Which papers a draft lacks: said before it is submitted (requirement D3)."""

    _inherit = "property.archive.loan"

    papers_wanted = fields.Char(
        "Papers to Attach",
        compute="_compute_papers_wanted",
        help="What the lending policy asks for and this request does not hold yet.",
    )

    @api.depends(
        "kind",
        "employee_id",
        "partner_id",
        "outsider",
        "line_ids.requested_record_id",
        "line_ids.requested_code",
        "line_ids.category_id",
        "line_ids.unit_id",
        "line_ids.requested_subject",
        "letter",
        "identity_document",
        "application",
        "power_of_attorney",
        "undertaking",
        "witnesses",
    )
    def _compute_papers_wanted(self):
        self.papers_wanted = False
        drafts = self.filtered(lambda loan: loan.state == "draft" and loan.line_ids)
        if not drafts:
            return
        categories = self.env["property.archive.category"].sudo().search([("code", "!=", False)])
        for loan in drafts:
            rows = self.env["property.archive.loan.policy"]._get_rows(loan.company_id)
            wanted = {}
            for line in loan.line_ids:
                wanted.update(dict.fromkeys(line._papers_wanted(rows, categories)))
            loan.papers_wanted = format_list(self.env, list(wanted)) if wanted else False


class PropertyArchiveLoanLine(models.Model):
    """The same for one line, by the words or the record that it names."""

    _inherit = "property.archive.loan.line"

    def _papers_wanted(self, rows, categories):
        """Labels of the papers that the rule of this draft asks for.

        As when it is submitted; what stands against it in other ways is said there.

        :rtype: list(str)
        """
        asked = self.requested_record_id._origin.sudo(False)
        if asked - asked._filtered_access("read"):
            # never the rule of a record that the person does not see
            return []
        try:
            case = self._policy_case(categories)
            kinds = self.loan_id._requester_kinds()[self.loan_id]
            policy = rows._choose_row(
                case["category"],
                case["level"],
                case["scope"],
                self._requesters(case, kinds),
                self.loan_id.kind,
            )
        except UserError:
            return []
        return self.loan_id._missing_papers(policy) if policy.allowed else []
