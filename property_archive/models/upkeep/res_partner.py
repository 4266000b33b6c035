from odoo import models

#: Contact details. ``mobile`` exists only if another app adds it.
_CONTACT_FIELDS = (
    "phone",
    "mobile",
    "email",
    "street",
    "street2",
    "city",
    "zip",
    "state_id",
    "country_id",
)


class ResPartner(models.Model):
    """A change of contact details marks the files about the contact (requirement A12)."""

    _inherit = "res.partner"

    def write(self, vals):
        changed = self._archive_changed_contacts(vals)
        result = super().write(vals)
        if changed:
            self.env["property.archive.record"]._flag_contacts(changed)
        return result

    def _archive_changed_contacts(self, vals):
        """Filter the contacts whose telephone, e-mail or address is about to change."""
        names = [name for name in _CONTACT_FIELDS if name in vals and name in self._fields]
        if not names:
            return self.browse()
        fields_by_name = self._fields
        return self.filtered(
            lambda partner: any(
                (partner[name].id if fields_by_name[name].relational else partner[name] or False)
                != (vals[name] or False)
                for name in names
            )
        )
