from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PropertyArchiveRecord(models.Model):
    """The estate of a file: that of its unit, else that of its department."""

    _inherit = "property.archive.record"

    project_id = fields.Many2one(
        "property.archive.project",
        "Estate",
        compute="_compute_project_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        check_company=True,
        help="Of what belongs to no unit it may be chosen. Empty: the company's own.",
    )

    # what is kept is counted from these fields alone, and so is what another duty has of it
    _category_access_idx = models.Index(
        "(category_id, access_id, state, company_id, department_id, project_id)"
    )
    _department_access_idx = models.Index(
        "(department_id, access_id, category_id, state, company_id, project_id)"
    )
    _project_access_idx = models.Index(
        "(project_id, access_id, category_id, state, company_id, department_id)"
        " WHERE project_id IS NOT NULL"
    )

    @api.depends("unit_id.project_id", "department_id")
    def _compute_project_id(self):
        for record in self.sudo():
            record.project_id = (
                record.unit_id.project_id
                if record.unit_id
                else record.project_id or record.department_id.archive_project_id
            )

    @api.constrains("project_id", "unit_id")
    def _check_project(self):
        for record in self.sudo():
            if record.unit_id and record.project_id != record.unit_id.project_id:
                raise ValidationError(
                    self.env._(
                        "%(unit)s belongs to %(project)s, and its files with it.",
                        unit=record.unit_id.display_name,
                        project=record.unit_id.project_id.display_name
                        or self.env._("the company itself"),
                    )
                )

    @api.constrains("project_id", "unit_id")
    def _check_estate_running(self):
        self.sudo().project_id._check_running()

    @api.depends("project_id")
    def _compute_kept(self):
        return super()._compute_kept()

    @api.model
    def _tallied_fields(self):
        return super()._tallied_fields() | {"project_id"}

    @api.model
    def _entry_fields(self):
        return super()._entry_fields() | {"project_id"}
