from odoo import api, fields, models

#: What says when somebody leaves.
_PLAN = {"departure_date", "contract_date_end", "contract_date_start", "date_version", "active"}


class HrVersion(models.Model):
    """A departure that is planned is told to who prepares for it (requirement F2)."""

    _inherit = "hr.version"

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        if any(v.departure_date or v.contract_date_end for v in versions.sudo()):
            self.env["property.archive.discharge"]._plan(versions.sudo().employee_id)
        return versions

    def write(self, vals):
        result = super().write(vals)
        if _PLAN & set(vals):
            staying = self.sudo().with_context(version_id=False).employee_id.filtered("active")
            if departure := fields.Date.to_date(vals.get("departure_date")):
                # a day that is reached is no plan: they are gone
                staying = staying.filtered(lambda e: departure > e.company_id._archive_today())
            self.env["property.archive.discharge"]._plan(staying)
        return result
