from odoo import SUPERUSER_ID, models


class IrCron(models.Model):
    """Stopping a job of the archive is reported: it would no longer seal and warn (B6)."""

    _inherit = "ir.cron"

    def write(self, vals):
        result = super().write(vals)
        if {"active", "interval_number", "interval_type", "nextcall", "user_id"} & set(vals):
            jobs = self.sudo().filtered(
                lambda job: (job.model_id.model or "").startswith("property.archive.")
            )
            if jobs and self.env.uid != SUPERUSER_ID and self.env.registry.ready:
                self.env["property.archive.log"]._alarm("code_changed", jobs, fields=sorted(vals))
        return result
