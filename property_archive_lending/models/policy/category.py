from odoo import api, fields, models

from odoo.addons.property_archive.groups import MANAGER

#: What an employee may ask for of any category; a correction is not a loan.
_ASKED = ("consult", "borrow", "copy", "excerpt")


class PropertyArchiveCategory(models.Model):
    """Show on a category for which requests no lending policy exists (D2, J14)."""

    _inherit = "property.archive.category"

    lacks_policy = fields.Boolean(
        "Without Lending Policy", compute="_compute_policy_gap", search="_search_lacks_policy"
    )
    policy_gap = fields.Char("Not Covered by a Lending Policy", compute="_compute_policy_gap")

    @api.depends("parent_id", "level_id", "scope", "company_id")
    @api.depends_context("company")
    def _compute_policy_gap(self):
        kinds = self.env["property.archive.loan.policy"]._fields["kind"]
        labels = dict(kinds._description_selection(self.env))
        rows = {}
        for category in self:
            company = category.company_id or self.env.company
            if company not in rows:
                rows[company] = self.env["property.archive.loan.policy"]._get_rows(company)
            lacking = []
            # a heading, under which others stand, files nothing itself
            if category.level_id and (category.parent_id or not category.child_ids):
                lacking = category._kinds_without_row(rows[company])
            category.policy_gap = ", ".join(labels[kind] for kind in lacking) or False
            category.lacks_policy = bool(lacking)

    def _kinds_without_row(self, rows):
        """The kinds of request of an employee that none of these rows answers.

        :param rows: ``property.archive.loan.policy``
        :rtype: list(str)
        """
        fitting = rows.filtered(lambda row: row.requester == "employee")._holds_for(
            category_id=self._origin or self.parent_id, level_id=self.level_id, scope=self.scope
        )
        covered = set(fitting.mapped("kind"))
        return [kind for kind in _ASKED if kind not in covered]

    def _search_lacks_policy(self, operator, value):
        if operator != "in":
            return NotImplemented
        categories = self.sudo().search([("active", "=", True)])
        lacking = categories.filtered("lacks_policy").ids
        domains = [[("id", "in" if truth else "not in", lacking)] for truth in value]
        return fields.Domain.OR(domains)


class PropertyArchiveGuide(models.AbstractModel):
    """*Getting Started* asks for lending policies while a category has none (J14)."""

    _inherit = "property.archive.guide"

    def _keeping_steps(self):
        Category = self.env["property.archive.category"].sudo()
        return super()._keeping_steps() | {
            "policies": {
                "title": self.env._("Lending Policies"),
                "why": self.env._(
                    "Every category needs rows that say who decides over its loans: without one"
                    " a request is refused at the desk."
                ),
                "button": self.env._("Categories without a Row"),
                "icon": "fa-balance-scale",
                "groups": (MANAGER,),
                "waits": self.env.company.sudo().archive_head_id,
                "action": "property_archive_lending.category_action_without_policy",
                "done": not Category.search_count([("lacks_policy", "=", True)], limit=1),
            },
        }
