from odoo import models

#: x2many commands that concern one user; the others concern all users of the group.
_ONE_BY_ONE = {3, 4}


class ResGroups(models.Model):
    """Removing an internal user through the group form counts as a departure."""

    _inherit = "res.groups"

    def write(self, vals):
        users = self._archive_touched(vals)
        before = users._archive_memberships()
        result = super().write(vals)
        if users:
            users._archive_regrouped(before, users._archive_memberships())
        return result

    def unlink(self):
        users = self._archive_internal()
        before = users._archive_memberships()
        result = super().unlink()
        # deleting a group removes it from its users in SQL, without a write on them
        users.invalidate_recordset(["group_ids", "all_group_ids"])
        if users:
            users._archive_regrouped(before, users._archive_memberships())
        return result

    def _archive_internal(self):
        """All internal users, and the superuser, who need not be in the group."""
        users = self.env["res.users"].sudo().with_context(active_test=False)
        return users.search([("share", "=", False)])

    def _archive_touched(self, vals):
        """Users whose archive rights or internal status a write may change.

        For most groups, which affect neither, it returns no users without a query.

        :param dict vals: what is written
        :rtype: res.users
        """
        if {"implied_ids", "implied_by_ids"} & set(vals):
            return self._archive_internal()
        users = self.env["res.users"].sudo().with_context(active_test=False)
        commands = vals.get("user_ids") or []
        if not commands:
            return users
        watched = {*self._archive_group_ids(), self.env.ref("base.group_user").id}
        brought = {*self.ids, *self._get_group_definitions().get_superset_ids(self.ids)}
        if not watched & brought:
            return users
        if all(
            isinstance(command, list | tuple) and len(command) > 1 and command[0] in _ONE_BY_ONE
            for command in commands
        ):
            return users.browse({command[1] for command in commands})
        return self._archive_internal()
