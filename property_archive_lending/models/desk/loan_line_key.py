from odoo import api, fields, models


class PropertyArchiveLoanLine(models.Model):
    """Keys 钥匙: lent by the same desk, back the same day (requirement D12)."""

    _inherit = "property.archive.loan.line"

    late_reason = fields.Char(
        "Why Not Back",
        readonly=True,
        copy=False,
        help="For keys that stay out overnight.",
    )

    def _key_categories(self):
        return (
            self.env["property.archive.category"]
            .sudo()
            .search([("id", "child_of", self._key_root().ids)])
        )

    def _key_root(self):
        return self.env.ref("property_archive.category_key", raise_if_not_found=False)

    def action_note_late(self, reason=None):
        """Note why these keys are not back tonight (D12).

        :param str reason: what the borrower said; without one a dialog asks for it
        :raise UserError: when the user does not work at the desk, or one is not out
        """
        self._check_desk()
        self._check_state("out")
        if not (reason or "").strip():
            return self.env["property.archive.reason.wizard"]._ask(
                self, self.env._("Why Not Back"), "action_note_late"
            )
        self.sudo()._write_protected({"late_reason": reason.strip()})
        return True

    @api.model
    def _cron_keys(self):
        """In the evening: the keys that are not back, to who keeps them (D12)."""
        root = self._key_root()
        if not root:
            return
        now = fields.Datetime.now()
        lines = self.sudo().search(
            [
                ("state", "=", "out"),
                ("physical", "=", True),
                ("date_out", "<=", now),
                ("category_id", "child_of", root.id),
            ],
            order="date_out, id",
        )
        for company, keys in lines.grouped("company_id").items():
            head = root._keeping_head(company) or company.archive_head_id
            if not head:
                continue
            for line in keys:
                line.activity_unlink(["property_archive_lending.mail_activity_type_key"])
            keys.activity_schedule(
                "property_archive_lending.mail_activity_type_key", user_id=head.id
            )
