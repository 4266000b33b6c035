from odoo import api, models
from odoo.tools import SQL

#: Kept for the transaction: ids of the users who are just being made.
_MADE = ("property.archive", "users made")


class ResUsers(models.Model):
    """Changes of a user's archive rights are logged (requirement B6)."""

    _inherit = "res.users"

    def _archive_memberships(self):
        """Ids of all groups of these users, implied ones too, as the database has them now.

        :rtype: dict(int, set(int))
        """
        if not self.ids:
            return {}
        definitions = self.env["res.groups"]._get_group_definitions()
        rows = self.env.execute_query(
            SQL(
                "SELECT uid, array_agg(gid) FROM res_groups_users_rel WHERE uid = ANY(%s)"
                " GROUP BY uid",
                self.ids,
            )
        )
        return {user: {*groups, *definitions.get_superset_ids(groups)} for user, groups in rows}

    def _archive_regrouped(self, before, after):
        """Log the changes of these users' groups that concern the archive (B6).

        :param dict before: :meth:`_archive_memberships` from before the change
        :param dict after: the same from after the change
        """
        archive = set(self.env["res.groups"]._archive_group_ids())
        log = self.env["property.archive.log"]
        rows = []
        for user in self:
            old = sorted(archive & before.get(user.id, set()))
            new = sorted(archive & after.get(user.id, set()))
            if old != new:
                detail = {"field": "group_ids", "before": old, "after": new}
                rows += log._rows("rights_changed", user, detail)
        log._append(rows)

    @api.model_create_multi
    def create(self, vals_list):
        made = self.env.cr.cache.setdefault(_MADE, [])
        made.append(set())
        try:
            users = super().create(vals_list)
        finally:
            made.pop()
        users._archive_regrouped({}, users._archive_memberships())
        return users

    def _create(self, data_list):
        users = super()._create(data_list)
        if made := self.env.cr.cache.get(_MADE):
            made[-1].update(users.ids)
        return users

    def _archive_are_being_made(self):
        """Whether Odoo is just making these users: :meth:`create` looks at their groups then."""
        made = self.env.cr.cache.get(_MADE)
        return bool(made) and made[-1].issuperset(self.ids)

    def write(self, vals):
        names = [name for name in ("company_ids", "active", "partner_id") if name in vals]
        log = self.env["property.archive.log"]
        before = log._facts(self, names)
        regrouped = "group_ids" in vals and not self._archive_are_being_made()
        groups = self._archive_memberships() if regrouped else {}
        result = super().write(vals)
        log._log_changes(before, self, names)
        if regrouped:
            self._archive_regrouped(groups, self._archive_memberships())
        return result
