from odoo import fields, models

from odoo.addons.property_archive.http import blank_for_superuser


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    kpi_archive_destroyed = fields.Boolean("Records Destroyed")
    kpi_archive_destroyed_value = fields.Integer(compute="_compute_kpi_archive_destroyed_value")

    @blank_for_superuser
    def _compute_kpi_archive_destroyed_value(self):
        self._check_archive_digest()
        self._calculate_company_based_kpi(
            "property.archive.destruction.line",
            "kpi_archive_destroyed_value",
            date_field="date_destroyed",
            additional_domain=[("state", "=", "destroyed")],
        )

    def _compute_kpis_actions(self, company, user):
        menu = self.env.ref("property_archive.menu_root").id
        action = "property_archive_retention.property_archive_destruction_action"
        return super()._compute_kpis_actions(company, user) | {
            "kpi_archive_destroyed": f"{action}?menu_id={menu}",
        }
