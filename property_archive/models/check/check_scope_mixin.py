from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...selections import KEPT_STATES


class PropertyArchiveCheckScope(models.AbstractModel):
    """Scope and method of a stock check (C3), shared by the check and its schedule."""

    _name = "property.archive.check.scope"
    _inherit = ["property.archive.guarded"]
    _description = "Scope of a Stock Check"

    scope = fields.Selection(
        [
            ("place", "A place and what stands inside"),
            ("store", "The central store"),
            ("department", "What a department holds"),
            ("category", "A category"),
            ("estate", "An estate"),
            ("all", "Everything"),
        ],
        "What Is Counted",
        required=True,
        default="place",
    )
    location_id = fields.Many2one("property.archive.location", "Place", ondelete="restrict")
    department_id = fields.Many2one("hr.department", ondelete="restrict")
    category_id = fields.Many2one("property.archive.category", ondelete="restrict")
    project_id = fields.Many2one("property.archive.project", "Estate", ondelete="restrict")
    blind = fields.Boolean(
        "Blind Count",
        help="Who counts does not see what is expected until the check is closed.",
    )
    with_condition = fields.Boolean(
        "With Condition", help="Each record that is found is looked at: its condition is noted."
    )
    to_central = fields.Boolean(
        "Then to Central Keeping",
        help="What departments hold goes to the central archive when the check is closed.",
    )
    central_location_id = fields.Many2one(
        "property.archive.location",
        "Central Place",
        ondelete="restrict",
        help="Where what departments held is kept from then on.",
    )

    @api.constrains("scope", "location_id", "category_id", "project_id")
    def _check_scope(self):
        for document in self:
            wanted = {"place": "location_id", "category": "category_id", "estate": "project_id"}
            name = wanted.get(document.scope)
            if name and not document[name]:
                raise ValidationError(self.env._("Say what is to be counted: %s.", document.name))

    def _expected_domain(self, company):
        """The records this check expects to find.

        :param company: ``res.company``
        :rtype: Domain
        """
        self.ensure_one()
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("state", "in", KEPT_STATES)
            & Domain("medium", "!=", "electronic")
        )
        if self.scope == "place":
            domain &= Domain("location_id", "child_of", self.location_id.id)
        elif self.scope == "category":
            domain &= Domain("category_id", "child_of", self.category_id.id)
        elif self.scope == "estate":
            domain &= Domain("project_id", "=", self.project_id.id)
        elif self.scope == "store":
            held = self.env["property.archive.location"].sudo()._held_by()
            domain &= Domain("location_id", "not in", held.ids)
        elif self.scope == "department":
            held = self.env["property.archive.location"].sudo()._held_by(self.department_id)
            domain &= Domain("location_id", "in", held.ids) | (
                Domain("location_id", "=", False)
                & Domain("department_id", "=", self.department_id.id)
            )
        return domain

    def _expected_count(self, company):
        """Whether there is anything to count now: 0 or 1."""
        records = self.env["property.archive.record"].sudo()
        return records.search_count(self._expected_domain(company), limit=1)
