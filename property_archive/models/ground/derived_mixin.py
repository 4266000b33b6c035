from odoo import api, models


class PropertyArchiveDerived(models.AbstractModel):
    """A model whose computed fields cannot be set by a caller of ``create`` or ``write``.

    In Odoo, "computed" and "readonly" only bind the form: a caller of ``create`` or ``write``, or a
    ``default_company_id`` in the context, can still set a stored computed field. Then a piece could
    have another company than its record, or a place without a lock be locked.

    List this mixin first in ``_inherit``.
    """

    _name = "property.archive.derived"
    _description = "Archive Document with Computed Fields"
    _inherit = ["property.archive.guarded"]

    @api.model
    def _derived_fields(self):
        """Names of the fields that nobody sets, because they are computed.

        :rtype: set(str)
        """
        return {
            name
            for name, field in self._fields.items()
            if field.store and field.compute and field.readonly
        }

    @api.model
    def default_get(self, fields):
        derived = self._derived_fields()
        return super().default_get([name for name in fields if name not in derived])

    @api.model_create_multi
    def create(self, vals_list):
        derived = self._derived_fields()
        return super().create(
            [{name: vals[name] for name in vals if name not in derived} for vals in vals_list]
        )

    def write(self, vals):
        derived = self._derived_fields()
        return super().write({name: vals[name] for name in vals if name not in derived})
