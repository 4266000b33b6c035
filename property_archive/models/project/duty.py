from odoo import api, fields, models


class PropertyArchiveDuty(models.Model):
    """Restrict archivists, clerks and keepers to the files of certain estates."""

    _inherit = "property.archive.duty"

    project_id = fields.Many2one(
        "property.archive.project",
        "Estate",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Files of this estate; empty: of any estate, and the company's own.",
    )

    _limited = models.Constraint(
        "CHECK (department_id IS NOT NULL OR category_id IS NOT NULL OR project_id IS NOT NULL)",
        "Name an estate, a department or a category: an archivist of all has the group of"
        " archivists.",
    )
    _given_uniq = models.UniqueIndex(
        "(user_id, company_id, COALESCE(department_id, 0), COALESCE(category_id, 0),"
        " COALESCE(project_id, 0)) WHERE state = 'given'",
        "This duty is given already.",
    )

    @api.depends("project_id")
    def _compute_display_name(self):
        return super()._compute_display_name()

    @api.constrains("project_id", "state")
    def _check_estate_running(self):
        self.filtered(lambda duty: duty.state == "given").sudo().project_id._check_running()

    @api.model
    def _limit_fields(self):
        return [*super()._limit_fields(), "project_id"]
