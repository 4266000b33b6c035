from odoo import fields, models
from odoo.exceptions import AccessError

from ...groups import ARCHIVIST
from ...http import blank_for_superuser


class DigestDigest(models.Model):
    """What the archive tells by mail, to those who work in it (requirement G2)."""

    _inherit = "digest.digest"

    kpi_archive_filed = fields.Boolean("Records Filed")
    kpi_archive_filed_value = fields.Integer(compute="_compute_kpi_archive_filed_value")
    kpi_archive_incidents = fields.Boolean("Archive Incidents")
    kpi_archive_incidents_value = fields.Integer(compute="_compute_kpi_archive_incidents_value")

    def _check_archive_digest(self):
        if not self.env.user.has_group(ARCHIVIST):
            raise AccessError(self.env._("These figures are for the archivists."))

    @blank_for_superuser
    def _compute_kpi_archive_filed_value(self):
        self._check_archive_digest()
        self._calculate_company_based_kpi(
            "property.archive.record",
            "kpi_archive_filed_value",
            date_field="date_filed",
            additional_domain=[("state", "not in", ["draft", "submitted"])],
        )

    @blank_for_superuser
    def _compute_kpi_archive_incidents_value(self):
        self._check_archive_digest()
        self._calculate_company_based_kpi(
            "property.archive.incident", "kpi_archive_incidents_value", date_field="date_found"
        )

    def _compute_kpis_actions(self, company, user):
        menu = self.env.ref("property_archive.menu_root").id
        overview = f"property_archive.property_archive_overview_action?menu_id={menu}"
        return super()._compute_kpis_actions(company, user) | {
            "kpi_archive_filed": overview,
            "kpi_archive_incidents": overview,
        }
