from odoo import fields, models

from ...groups import DECIDER


class ResUsers(models.Model):
    """Users who are asked to decide see the menus of pending decisions (D4)."""

    _inherit = "res.users"

    def _archive_become_deciders(self):
        """Show the menus of decisions to these users; nobody else sees them.

        The group gives no rights: what a person may decide depends on their steps.
        """
        missing = self.sudo().filtered(
            lambda user: user._is_internal() and not user.has_group(DECIDER)
        )
        if missing:
            group = self.env.ref(DECIDER).sudo()
            missing.write({"group_ids": [fields.Command.link(group.id)]})
