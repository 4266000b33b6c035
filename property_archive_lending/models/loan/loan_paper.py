from odoo import fields, models
from odoo.exceptions import UserError

#: The field of the request that answers what a policy row asks for (D3).
PAPERS = {
    "need_letter": "letter",
    "need_identity": "identity_document",
    "need_application": "application",
    "need_proxy": "power_of_attorney",
    "need_undertaking": "undertaking",
    "need_witnesses": "witness_ids",
}


class PropertyArchiveLoan(models.Model):
    """The papers a borrower brings, which the lending policy asks for (requirement D3)."""

    _inherit = "property.archive.loan"

    letter = fields.Binary("Letter of Introduction", attachment=True, copy=False)
    identity_document = fields.Binary(attachment=True, copy=False)
    application = fields.Binary("Written Application", attachment=True, copy=False)
    power_of_attorney = fields.Binary(attachment=True, copy=False)
    undertaking = fields.Binary(
        "Signed Undertaking",
        attachment=True,
        copy=False,
        help="The undertaking of confidentiality 保密承诺书 that the borrower signed.",
    )
    witness_ids = fields.Many2many(
        "res.users",
        "property_archive_loan_witness_rel",
        "loan_id",
        "user_id",
        "Witnesses",
        domain="[('share', '=', False)]",
        copy=False,
        help="Who is present, and signs: two assistants and a guard for a sealed key.",
    )
    witnesses = fields.Char(
        "Others Present", help="Names of those who are present besides.", copy=False
    )

    def _creatable_fields(self):
        return super()._creatable_fields() | {*PAPERS.values(), "witnesses"}

    def _check_archive_files(self, operation):
        """Hook of ``ir.attachment``: the papers of a submitted request stay as they are."""
        for loan in self:
            if loan.name:
                raise UserError(
                    self.env._("%s was submitted: its papers are kept as they are.", loan.name)
                )

    def _missing_papers(self, policy):
        """Labels of the papers a row asks for and this request does not hold (D3).

        :param policy: ``property.archive.loan.policy`` record
        :rtype: list(str)
        """
        self.ensure_one()
        # values that are only on the screen are known to the environment of the form alone
        loan = self.sudo().with_context(bin_size=True) if self.id else self.sudo()
        return [
            self._fields[name]._description_string(self.env)
            for need, name in PAPERS.items()
            if policy[need] and not loan[name]
        ]
