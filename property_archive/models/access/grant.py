from odoo import api, fields, models
from odoo.exceptions import AccessError


class PropertyArchiveGrant(models.Model):
    """A right to read one record for a limited time (D1, B7).

    Grants result from approved consultations and cases. Nobody can create them directly, not even a
    superuser: only the operations that end in one do.
    """

    _name = "property.archive.grant"
    _description = "Timed Read Right"
    _inherit = ["property.archive.protected"]
    _order = "date_to desc, id desc"

    record_id = fields.Many2one(
        "property.archive.record",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    user_id = fields.Many2one("res.users", required=True, ondelete="restrict", readonly=True)
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict", readonly=True)
    content = fields.Boolean(
        required=True,
        readonly=True,
        help="Also the content, not only the register entry.",
    )
    date_from = fields.Datetime(required=True, readonly=True)
    date_to = fields.Datetime(required=True, readonly=True)
    revoked = fields.Boolean(required=True, readonly=True, default=False)
    reason = fields.Char(required=True, readonly=True)

    _running_idx = models.Index("(user_id, date_to) WHERE NOT revoked")

    def _protected_error(self, names):
        return AccessError(self.env._("Read rights come out of approved consultations."))

    def _create_protected(self, vals_list):
        self.env["property.archive.access"]._forget()
        grants = super()._create_protected(vals_list)
        log = self.env["property.archive.log"]
        log._append(
            [
                row
                for grant in grants
                for row in log._rows(
                    "granted",
                    grant.record_id,
                    {"user": grant.user_id.id, "until": grant.date_to, "content": grant.content},
                )
            ]
        )
        return grants

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("A read right is ended, never deleted."))

    def _end(self):
        """End these grants now."""
        running = self.sudo().filtered(lambda g: not g.revoked)
        running._write_protected({"revoked": True})
        self.env["property.archive.access"]._forget()
        for grant in running:
            self.env["property.archive.log"]._log(
                "grant_ended", grant.record_id, user=grant.user_id.id
            )
