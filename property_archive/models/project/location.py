from odoo import api, fields, models


class PropertyArchiveLocation(models.Model):
    """The estate a place stands in."""

    _inherit = "property.archive.location"

    project_id = fields.Many2one(
        "property.archive.project",
        "Estate",
        compute="_compute_project_id",
        store=True,
        readonly=False,
        precompute=True,
        recursive=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Where the place stands. What stands inside belongs to the same estate.",
    )

    @api.depends("parent_id.project_id")
    def _compute_project_id(self):
        for place in self:
            place.project_id = place.parent_id.project_id or place.project_id
