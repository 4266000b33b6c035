from odoo import api, models


class ResourceResource(models.Model):
    """An employee's ``active`` and ``user_id`` are fields of the resource: guard it too."""

    _inherit = "resource.resource"

    def _archive_employees(self):
        return (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("resource_id", "in", self.ids)])
        )

    def write(self, vals):
        resources = self.browse()
        if "active" in vals and not vals["active"]:
            resources = self
        else:
            for name in ("company_id", "user_id"):
                if name in vals:
                    resources |= self.sudo().filtered(
                        lambda r, name=name: r[name] and r[name].id != vals[name]
                    )
        if resources:
            resources._archive_employees()._archive_check_departure()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_archive_check(self):
        self._archive_employees()._archive_check_departure()
