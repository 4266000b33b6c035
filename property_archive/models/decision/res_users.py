from odoo import fields, models

from ...groups import DECIDER


class ResUsers(models.Model):
    """Whoever is asked to decide finds the lists of what waits (D4)."""

    _inherit = "res.users"

    def _archive_become_deciders(self):
        """Show these users the menus of decisions; whoever never decides is spared them.

        The group gives no right: what a person decides follows from the steps that ask them.
        """
        missing = self.sudo().filtered(
            lambda user: user._is_internal() and not user.has_group(DECIDER)
        )
        if missing:
            group = self.env.ref(DECIDER).sudo()
            missing.write({"group_ids": [fields.Command.link(group.id)]})
