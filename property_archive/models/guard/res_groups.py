from odoo import api, models


class ResGroups(models.Model):
    """Protect the archive's groups, and report groups that imply one of them."""

    _name = "res.groups"
    _inherit = ["res.groups", "property.archive.rows.mixin"]
    _archive_free_fields = frozenset(
        ("name", "comment", "sequence", "user_ids", "api_key_duration", "implied_by_ids")
    )

    def _archive_rows(self):
        privilege = self.env.ref("property_archive.privilege_property_archive", False)
        return self.filtered(
            lambda group: (
                (privilege and group.privilege_id == privilege)
                or any(
                    name.startswith("property_archive") for name in group.get_external_id().values()
                )
            )
        )

    @api.model
    def _archive_implying(self):
        """Which groups imply each group of the archive.

        :rtype: dict(int, set(int))
        """
        privilege = self.env.ref("property_archive.privilege_property_archive", False)
        ours = self.sudo().search([("privilege_id", "=", privilege.id)]) if privilege else self
        return {group.id: set(group.all_implied_by_ids.ids) for group in ours}

    @api.model
    def load(self, fields, data):
        result = super().load(fields, data)
        if result.get("messages"):
            self.env.registry.clear_cache()  # as in res.users
        return result

    def _archive_see_implying(self, before):
        """Report each group that implies one of the archive's and did not before.

        :param dict before: :meth:`_archive_implying` from before the change
        """
        for group, names in self._archive_implying().items():
            if added := names - before.get(group, set()):
                self.env["property.archive.log"]._alarm(
                    "rights_changed",
                    self.sudo().browse(group),
                    field="implied_by_ids",
                    added=sorted(added),
                )

    @api.model_create_multi
    def create(self, vals_list):
        implied = self.env.registry.ready and any(
            {"implied_ids", "implied_by_ids"} & set(vals) for vals in vals_list
        )
        before = self._archive_implying() if implied else {}
        groups = super().create(vals_list)
        if implied:
            self._archive_see_implying(before)
        return groups

    def write(self, vals):
        implied = {"implied_ids", "implied_by_ids"} & set(vals)
        before = self._archive_implying() if implied else {}
        result = super().write(vals)
        if implied:
            self._archive_see_implying(before)
        return result
