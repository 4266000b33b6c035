from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class PropertyArchiveLoan(models.Model):
    """The undertaking 保密承诺书 is printed as a blank, or signed on screen (002 六, J22)."""

    _name = "property.archive.loan"
    _inherit = ["property.archive.loan", "property.archive.signature.mixin"]

    #: The undertaking is about borrower, purpose and way of use: the rest may still change.
    _open_after_signature = frozenset(
        {
            "date_wanted",
            "copy_count",
            "destination",
            "line_ids",
            "letter",
            "identity_document",
            "application",
            "power_of_attorney",
            "witness_ids",
            "witnesses",
        }
    )

    undertaking_signed = fields.Boolean(
        "Undertaking Signed on Screen", compute="_compute_undertaking_signed", compute_sudo=True
    )

    @api.depends("company_id.archive_undertaking_text")
    def _compute_signing_text(self):
        return super()._compute_signing_text()

    def _text_to_sign(self):
        return self.company_id._archive_undertaking()

    def _compute_undertaking_signed(self):
        for loan in self:
            loan.undertaking_signed = bool(
                loan._origin and loan._origin._signed("borrower", "undertaking")
            )

    def action_sign(self, image, shown=None):
        """Sign the undertaking, as who borrows, or as an outsider at the archive desk.

        :param image: base64 of the drawn picture
        :param str shown: the text that was shown, ``signing_text``
        :raise AccessError: for somebody else
        :raise UserError: once the request was submitted, or for another text than was shown
        """
        self.ensure_one()
        self.check_access("read")
        loan = self.sudo()
        if loan.name:
            raise UserError(
                self.env._("%s was submitted: its papers are kept as they are.", loan.name)
            )
        me = self.env.user._archive_same_person()
        borrower = loan.employee_id.user_id if loan.employee_id else loan.user_id
        if loan.partner_id and self._is_desk():
            options = {"outsider": loan.partner_id}
        elif borrower & me:
            options = {}
        else:
            raise AccessError(
                self.env._("Whoever borrows signs: an outsider on the screen of the archive desk.")
            )
        self._sign("borrower", image, phase="undertaking", shown=shown, **options)
        self.invalidate_recordset(["undertaking_signed"])
        return True

    def _signing_name(self, role=None):
        if self.sudo().partner_id and self._is_desk():
            return self.sudo().partner_id.name
        return super()._signing_name(role)

    def _signs_oneself(self, role=None):
        return not self.sudo().partner_id

    def _missing_papers(self, policy):
        missing = super()._missing_papers(policy)
        label = self._fields["undertaking"]._description_string(self.env)
        if label in missing and self.sudo()._signed("borrower", "undertaking"):
            missing.remove(label)
        return missing

    def _undertaking_name(self):
        """Who signs the undertaking, as it is printed; a blank form leaves room for it."""
        loan = self.sudo()
        return loan.employee_id.name or loan.partner_id.name or ""
