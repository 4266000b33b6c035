from odoo import models


class PropertyArchiveHandover(models.Model):
    """After a handover ends, check whether its participants are cleared (F2)."""

    _inherit = "property.archive.handover"

    def _write_protected(self, vals):
        result = super()._write_protected(vals)
        if vals.get("state") in ("done", "cancelled"):
            users = self.giver_id | self.receiver_id | self.supervisor_id
            self.env["property.archive.discharge"]._refresh_people(
                users, self.line_ids.record_id.responsible_id
            )
        return result
