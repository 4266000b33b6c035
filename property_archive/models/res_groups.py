from odoo import models


class ResGroups(models.Model):
    """Taking an internal user out of their group, from the group's side, is a departure."""

    _inherit = "res.groups"

    def write(self, vals):
        internal, groups = self.env["res.users"], {}
        if {"user_ids", "implied_ids", "implied_by_ids"} & set(vals):
            users = self.env["res.users"].sudo().with_context(active_test=False)
            internal = users.search([("share", "=", False)])
            groups = internal._archive_groups()
        result = super().write(vals)
        if internal:
            self.env["property.archive.access"]._forget()
            internal._archive_log_groups(groups)
            demoted = internal.filtered(lambda user: not user._is_internal())
            demoted._archive_check_leaving()
            demoted._archive_end_rights()
        return result
