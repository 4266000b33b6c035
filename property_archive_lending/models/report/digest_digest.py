from odoo import fields, models

from odoo.addons.property_archive.http import blank_for_superuser


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    kpi_archive_lent = fields.Boolean("Records Handed Out")
    kpi_archive_lent_value = fields.Integer(compute="_compute_kpi_archive_lent_value")

    @blank_for_superuser
    def _compute_kpi_archive_lent_value(self):
        self._check_archive_digest()
        self._calculate_company_based_kpi(
            "property.archive.loan.line", "kpi_archive_lent_value", date_field="date_out"
        )

    def _compute_kpis_actions(self, company, user):
        menu = self.env.ref("property_archive.menu_root").id
        action = "property_archive_lending.property_archive_loan_line_action"
        return super()._compute_kpis_actions(company, user) | {
            "kpi_archive_lent": f"{action}?menu_id={menu}",
        }
