from odoo import api, models


class PropertyArchiveDerived(models.AbstractModel):
    """A model whose computed fields hold what was computed, whoever creates or writes.

    To Odoo "computed" and "readonly" are for the screen: a caller of ``create`` or
    ``write``, or a ``default_company_id`` in the context, sets a stored one all the same.
    The company of a piece would then be another one than its record's, and a place be
    locked that has no lock.

    List this mixin first in ``_inherit``.
    """

    _name = "property.archive.derived"
    _description = "Archive Document with Computed Fields"
    _inherit = ["property.archive.guarded"]

    @api.model
    def _derived_fields(self):
        """Names of the fields nobody sets: they follow from others.

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
