from odoo import fields, models


class PropertyArchiveCategory(models.Model):
    """Subjects, units and shelf order of the files of a category (requirements A3 to A5)."""

    _inherit = "property.archive.category"

    subject_kind = fields.Selection(
        selection_add=[("vehicle", "A vehicle"), ("outside", "An outside party")],
        ondelete={"vehicle": "set default", "outside": "set default"},
    )
    shelf_order = fields.Selection(
        [
            ("code", "By code"),
            ("unit", "By building, entrance and room"),
            ("floor", "By floor, then room"),
        ],
        "Order on the Shelf",
        required=True,
        default="code",
    )
    exclusive_group = fields.Char(
        help="Of all categories with the same word here a subject has one open file: a unit has"
        " an owner file or a resident file, never both.",
    )
    unit_party = fields.Selection(
        [("owner", "The owner"), ("tenant", "The tenant")],
        "Contact of the Unit",
        help="Filled in on a new record when its unit is chosen.",
    )

    def _keeping_department(self, company):
        """The department that keeps this category: its own, or the nearest ancestor's.

        :param company: ``res.company`` record
        :rtype: hr.department
        """
        self.ensure_one()
        category = self.sudo().with_context({}).with_company(company)
        return category._nearest("keeping_department_id").keeping_department_id

    def _keeping_head(self, company):
        """The head of the department that keeps this category in a company."""
        self.ensure_one()
        department = self._keeping_department(company)
        if department:
            return department.manager_id.user_id
        return company.sudo().archive_office_id
