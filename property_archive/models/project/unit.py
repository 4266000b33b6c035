from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ...fields import ChineseChar
from ...groups import ARCHIVIST


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

    @api.model
    def _home_vals(self, home):
        """In a company with one estate the home is there."""
        vals = super()._home_vals(home)
        if not home.project:
            company = [("company_id", "=", self.env.company.id)]
            estates = self.env["property.archive.project"].search(company, limit=2)
            if len(estates) == 1:
                vals["project_id"] = estates.id
        return vals

    @api.model_create_multi
    def create(self, vals_list):
        projects = self.env["property.archive.project"]
        for vals in vals_list:
            # by name, because homes are compared in text form before they are written
            if vals.get("project_id") and not vals.get("project"):
                vals["project"] = projects.browse(vals["project_id"]).sudo().name
        return super().create(vals_list)

    def write(self, vals):
        if "project_id" in vals:
            moved = self.filtered(lambda unit: unit.project_id.id != (vals["project_id"] or False))
            # what was given up stays in the register as it was
            moved.sudo().project_id._check_running()
            moved._note_move(self.env["property.archive.project"].browse(vals["project_id"]))
        return super().write(vals)

    def _note_move(self, project):
        """The files of these units go to another estate: archivists decide that, and it is told.

        Archivists of an estate read by it (J4), so a move gives rights.

        :param project: the estate they go to, or none
        :raise UserError: for others than archivists, and for whoever keeps that estate
        """
        records = self.env["property.archive.record"].sudo()
        records = records.search([("unit_id", "in", self.ids), ("state", "!=", "draft")])
        if not records or self.env.uid == SUPERUSER_ID:
            return
        self.env["property.archive.duty"]._check_not_into_own("project_id", project)
        if not self.env.user.has_group(ARCHIVIST):
            raise UserError(
                self.env._(
                    "%s has files in the archive, which would go to another estate with it: an"
                    " archivist of the company moves it.",
                    records[0].unit_id.display_name,
                )
            )
        log = self.env["property.archive.log"]
        detail = {"before": self.project_id.ids, "after": project.ids}
        log._log("estate_changed", records, **detail)
        log._alarm("estate_changed", project or self.project_id, files=len(records), **detail)

    @api.constrains("project_id")
    def _check_home_of_project(self):
        self.sudo().project_id._check_running()
        self._check_home()
