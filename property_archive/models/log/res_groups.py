from odoo import api, models
from odoo.tools import ormcache


class ResGroups(models.Model):
    """Changes of the members of the archive's groups are logged (B6)."""

    _inherit = "res.groups"

    @api.model
    @ormcache(cache="groups")
    def _archive_group_ids(self):
        """Ids of the groups of the archive."""
        privilege = self.env.ref("property_archive.privilege_property_archive", False)
        groups = self.sudo().search([("privilege_id", "=", privilege.id)]) if privilege else self
        return tuple(groups.ids)
