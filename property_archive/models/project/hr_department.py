from odoo import fields, models


class HrDepartment(models.Model):
    """The estate a department works for."""

    _inherit = "hr.department"

    archive_project_id = fields.Many2one(
        "property.archive.project",
        "Estate",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        groups="hr.group_hr_user,property_archive.group_property_archive_archivist",
        help="What this department files belongs to this estate, unless the unit says otherwise.",
    )
