from odoo import api, models


class PropertyArchiveCategory(models.Model):
    """Keys are records of the shipped category of keys, or of one below it (J13, D12)."""

    _inherit = "property.archive.category"

    @api.model
    def _key_root(self):
        """The category of keys; none in a company that deleted it.

        :rtype: property.archive.category
        """
        root = self.env.ref("property_archive.category_key", raise_if_not_found=False)
        return self.browse(root.id if root else ())

    def _is_key(self):
        """Whether the records of this category are keys."""
        root = self._key_root()
        return bool(root) and root in self.sudo()._with_parents()
