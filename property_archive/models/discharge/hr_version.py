from odoo import api, fields, models

#: Fields that determine the departure date.
_PLAN = {"departure_date", "contract_date_end", "contract_date_start", "date_version", "active"}


class HrVersion(models.Model):
    """Notify those who prepare a planned departure (requirement F2)."""

    _inherit = "hr.version"

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        if any(v.departure_date or v.contract_date_end for v in versions.sudo()):
            self.env["property.archive.discharge"]._plan(versions.sudo().employee_id)
        return versions

    def write(self, vals):
        log, names = self.env["property.archive.log"], sorted(_PLAN & set(vals))
        before = log._facts(self, names)
        result = super().write(vals)
        if names:
            touched = {version for version, *_change in log._changes(before, self, names)}
            # Odoo writes the same once more where it makes an employee
            versions = self.sudo().filtered(
                lambda v: v in touched or v.departure_date or v.contract_date_end
            )
            staying = versions.with_context(version_id=False).employee_id.filtered("active")
            if departure := fields.Date.to_date(vals.get("departure_date")):
                # a date that is reached is a departure, not a plan
                staying = staying.filtered(lambda e: departure > e.company_id._archive_today())
            self.env["property.archive.discharge"]._plan(staying)
        return result
