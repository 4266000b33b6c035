from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class PropertyArchiveUnit(models.Model):
    """Hide owners and tenants of units that a protected file is about (J1)."""

    _name = "property.archive.unit"
    _inherit = ["property.archive.unit", "property.archive.closed.mixin"]

    _archive_closed_by = "closes_unit"
    _archive_closed_fields = frozenset(("owner_id", "owner_ids", "tenant_id", "party_ids"))

    @api.model
    def _archive_about(self, rows):
        return Domain("unit_id", "in", rows)

    @api.model
    def _archive_about_sql(self, table, row):
        return SQL("%s = %s", SQL.identifier(table, "unit_id"), row)

    def _archive_subjects(self, records):
        return records.unit_id
