from odoo import api, models


class ResUsers(models.Model):
    """Who a user is to the archive: each change is an event of the log (requirement B6)."""

    _inherit = "res.users"

    def _archive_groups(self):
        """Groups of the archive these users are in, as facts for the log.

        :rtype: dict(tuple, list(int))
        """
        privilege = self.env.ref("property_archive.privilege_property_archive")
        return {
            (user, "group_ids"): sorted(
                user.all_group_ids.filtered(lambda group: group.privilege_id == privilege).ids
            )
            for user in self.sudo().with_context(active_test=False)
        }

    def _archive_log_groups(self, before):
        """Log who came into or out of a group of the archive (B6)."""
        for (user, name), after in self._archive_groups().items():
            old = before.get((user, name), [])
            if after != old:
                self.env["property.archive.log"]._log(
                    "rights_changed", user, field=name, before=old, after=after
                )

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        users._archive_log_groups({})
        return users

    def write(self, vals):
        names = [name for name in ("company_ids", "active", "partner_id") if name in vals]
        log = self.env["property.archive.log"]
        before = log._facts(self, names)
        groups = self._archive_groups() if "group_ids" in vals else {}
        result = super().write(vals)
        log._log_changes(before, self, names)
        if "group_ids" in vals:
            self._archive_log_groups(groups)
        return result
