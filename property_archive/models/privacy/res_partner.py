from odoo import api, models
from odoo.tools import SQL

from odoo.addons.mail.tools.discuss import Store

#: Context keys that make the display name of a contact show address or e-mail too.
_TELLING = ("show_address", "show_email", "formatted_display_name", "address_inline")


class ResPartner(models.Model):
    """Hide phone and address of contacts that a protected file is about (J1)."""

    _name = "res.partner"
    _inherit = ["res.partner", "property.archive.closed.mixin"]

    _archive_closed_fields = frozenset(
        (
            "phone",
            "mobile",
            "phone_sanitized",
            "phone_mobile_search",
            "email",
            "email_formatted",
            "email_normalized",
            "street",
            "street2",
            "zip",
            "city",
            "contact_address",
            "contact_address_complete",
            "contact_address_inline",
            "partner_latitude",
            "partner_longitude",
        )
    )

    @api.model
    def _archive_about(self, rows):
        return self.env["property.archive.record"]._about_domain(self.browse(rows))

    @api.model
    def _archive_about_sql(self, table, row):
        return SQL(
            "(%s = %s OR EXISTS (SELECT FROM property_archive_record_partner_rel j"
            " WHERE j.record_id = %s AND j.partner_id = %s))",
            SQL.identifier(table, "partner_id"),
            row,
            SQL.identifier(table, "id"),
            row,
        )

    def _archive_subjects(self, records):
        return records._subject_partners()

    def _archive_own(self):
        return self.env.user.partner_id

    def _compute_display_name(self):
        if self.env.su or not any(self.env.context.get(key) for key in _TELLING):
            return super()._compute_display_name()
        masked = self._archive_masked()
        plain = masked.with_context(**dict.fromkeys(_TELLING))
        # computed here: the field cannot be read while it is being computed
        super(ResPartner, plain)._compute_display_name()
        for partner, bare in zip(masked, plain, strict=True):
            partner.display_name = bare.display_name
        return super(ResPartner, self - masked)._compute_display_name()

    def _to_store_defaults(self, target):
        # the address of a contact in a conversation, for those who see it on the contact
        return [
            Store.Attr("email", lambda partner: not partner._archive_masked() and partner.email)
            if field == "email"
            else field
            for field in super()._to_store_defaults(target)
        ]
