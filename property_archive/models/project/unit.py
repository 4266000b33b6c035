from odoo import api, fields, models

from ...fields import ChineseChar


class PropertyArchiveUnit(models.Model):
    """The estate of a unit; earlier versions had only its name, as text."""

    _inherit = "property.archive.unit"

    project_id = fields.Many2one(
        "property.archive.project",
        "Estate",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    project = ChineseChar(
        "Estate's Name",
        compute="_compute_project",
        inverse="_inverse_project",
        store=True,
        readonly=False,
        precompute=True,
        help="The name of the estate, as registers and packages tell it.",
    )

    @api.depends("project_id.name")
    def _compute_project(self):
        for unit in self:
            unit.project = unit.project_id.name

    def _inverse_project(self):
        for company, units in self.grouped("company_id").items():
            named = self.env["property.archive.project"]._named(
                {unit.project for unit in units if unit.project}, company
            )
            for unit in units:
                project = named.get(unit.project, unit.project_id.browse())
                if unit.project_id != project:
                    unit.project_id = project

    @api.model_create_multi
    def create(self, vals_list):
        projects = self.env["property.archive.project"]
        for vals in vals_list:
            # by name, because homes are compared in text form before they are written
            if vals.get("project_id") and not vals.get("project"):
                vals["project"] = projects.browse(vals["project_id"]).sudo().name
        return super().create(vals_list)

    @api.constrains("project_id")
    def _check_home_of_project(self):
        self._check_home()
