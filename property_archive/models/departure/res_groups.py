from odoo import models


class ResGroups(models.Model):
    """Taking an internal user out of their group, from the group's side, is a departure."""

    _inherit = "res.groups"

    def write(self, vals):
        internal, groups = self.env["res.users"], {}
        if {"user_ids", "implied_ids", "implied_by_ids"} & set(vals):
            internal, groups = self._archive_internal()
        result = super().write(vals)
        self._archive_demoted(internal, groups)
        return result

    def unlink(self):
        internal, groups = self._archive_internal()
        result = super().unlink()
        self._archive_demoted(internal, groups)
        return result

    def _archive_internal(self):
        """The internal users there are, and their groups of the archive."""
        users = self.env["res.users"].sudo().with_context(active_test=False)
        internal = users.search([("share", "=", False)])
        return internal, internal._archive_groups()

    def _archive_demoted(self, internal, groups):
        """Ask the departure gate about those who are internal users no more (F1)."""
        if internal:
            self.env["property.archive.access"]._forget()
            internal._archive_log_groups(groups)
            # a group that is deleted goes from its users by the database, unseen
            internal.invalidate_recordset(["group_ids", "all_group_ids"])
            demoted = internal - internal._archive_staff()
            demoted._archive_check_leaving()
            demoted._archive_end_rights()
