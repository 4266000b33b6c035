from odoo import models


class PropertyArchivePackage(models.AbstractModel):
    _inherit = "property.archive.package"

    def _metadata(self, record):
        """Add the retention period of the record (E1)."""
        return super()._metadata(record) | {
            "retention": record.retention_rule_id.sudo().duration or ""
        }
