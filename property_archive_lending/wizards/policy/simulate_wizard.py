from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from odoo.addons.property_archive.selections import SCOPES

from ...models.policy.loan_policy import KINDS, NEEDS, REQUESTERS


class PropertyArchiveSimulateWizard(models.TransientModel):
    """Try out which row of the lending policy decides a case (D2)."""

    _name = "property.archive.simulate.wizard"
    _description = "Try the Lending Policy"
    _inherit = ["property.archive.guarded"]

    category_id = fields.Many2one("property.archive.category", required=True)
    level_id = fields.Many2one(
        "property.archive.level",
        compute="_compute_from_category",
        store=True,
        readonly=False,
    )
    scope = fields.Selection(SCOPES, compute="_compute_from_category", store=True, readonly=False)
    requester = fields.Selection(REQUESTERS, required=True, default="employee")
    kind = fields.Selection(KINDS, required=True, default="borrow")
    policy_id = fields.Many2one("property.archive.loan.policy", compute="_compute_policy_id")
    allowed = fields.Boolean(compute="_compute_policy_id")
    answer = fields.Text(compute="_compute_policy_id")
    date_due = fields.Datetime("Due If Handed Out Now", compute="_compute_policy_id")

    @api.depends("category_id")
    def _compute_from_category(self):
        for wizard in self:
            wizard.level_id = wizard.category_id.level_id
            wizard.scope = wizard.category_id.scope

    @api.depends("category_id", "level_id", "scope", "requester", "kind")
    def _compute_policy_id(self):
        Policy = self.env["property.archive.loan.policy"]
        for wizard in self:
            wizard.policy_id = wizard.allowed = wizard.date_due = False
            wizard.answer = ""
            if not wizard.category_id:
                continue
            try:
                policy = Policy._get_rows(self.env.company)._choose_row(
                    wizard.category_id,
                    wizard.level_id,
                    wizard.scope,
                    wizard._requesters(),
                    wizard.kind,
                )
            except UserError as error:
                wizard.answer = str(error)
                continue
            wizard.policy_id = policy
            wizard.allowed = policy.allowed
            wizard.answer = wizard._answer(policy)
            if policy.allowed:
                wizard.date_due = Policy._term_end(
                    self.env.company,
                    fields.Datetime.now(),
                    policy.term_number,
                    policy.term_unit,
                )

    def _requesters(self):
        """The kind chosen, and the more general one that always applies with it."""
        inside = (
            "company_leader",
            "hr",
            "assistant_head",
            "own_department",
            "employee",
        )
        general = "employee" if self.requester in inside else "external"
        if self.requester == "self":
            return {"self", "employee", "external"}
        return {self.requester, general}

    def _answer(self, policy):
        papers = [
            policy._fields[name]._description_string(self.env) for name in NEEDS if policy[name]
        ]
        if not policy.allowed:
            no = self.env._("Not allowed, by row “%s”.", policy.display_name)
            return "\n".join(filter(None, [no, policy.note]))
        lines = [policy._explain(), policy.note or ""]
        if papers:
            lines.append(self.env._("Papers: %s.", format_list(self.env, papers)))
        return "\n".join(line for line in lines if line)
