from odoo import api, models
from odoo.tools import ormcache


class ResGroups(models.Model):
    """The groups of the archive: who comes in or goes out is an event of the log (B6)."""

    _inherit = "res.groups"

    @api.model
    @ormcache(cache="groups")
    def _archive_group_ids(self):
        """Ids of the groups of the archive."""
        privilege = self.env.ref("property_archive.privilege_property_archive", False)
        groups = self.sudo().search([("privilege_id", "=", privilege.id)]) if privilege else self
        return tuple(groups.ids)
