from odoo import api, fields, models

from ...groups import EXECUTIVE, MANAGER

#: Whoever is named for the role needs the group: naming gives it.
_ROLE_GROUPS = {
    "archive_head_id": MANAGER,
    "archive_executive_id": EXECUTIVE,
}


class ResCompany(models.Model):
    """What was done of *Getting Started*, and the groups that go with the roles."""

    _inherit = "res.company"

    archive_guide_skipped = fields.Char(
        "Steps Skipped in Getting Started", help="Keys of the steps, separated by commas."
    )
    archive_guide_closed = fields.Boolean("Getting Started Is Closed")

    @api.model
    def _archive_plain_fields(self):
        # what a screen shows
        return super()._archive_plain_fields() | {"archive_guide_skipped", "archive_guide_closed"}

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._archive_give_role_groups(_ROLE_GROUPS)
        return companies

    def write(self, vals):
        result = super().write(vals)
        self._archive_give_role_groups(name for name in _ROLE_GROUPS if vals.get(name))
        return result

    def _archive_give_role_groups(self, names):
        """Put whoever was named for these roles into the group of the role.

        A head without the group would find no menu of their own. Whoever may name people may
        also give groups (both take *Access Rights*), and both are events of the log.
        """
        for name in names:
            group = self.env.ref(_ROLE_GROUPS[name]).sudo()
            users = self.sudo()[name] if len(self) == 1 else self.sudo().mapped(name)
            missing = users - group.all_user_ids
            if missing:
                missing.write({"group_ids": [fields.Command.link(group.id)]})
