from odoo import api, fields, models
from odoo.exceptions import UserError

from ...groups import MANAGER
from .penalty_rule import MEASURES


class PropertyArchivePenalty(models.Model):
    """A penalty of one person after a decided incident (requirement D11).

    A rule proposes it; somebody who is not involved decides or waives it.
    """

    _name = "property.archive.penalty"
    _description = "Penalty"
    _inherit = ["property.archive.protected"]
    _order = "date desc, id desc"

    incident_id = fields.Many2one(
        "property.archive.incident", required=True, readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(related="incident_id.kind", store=True, related_sudo=True)
    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, index=True, ondelete="restrict"
    )
    department_id = fields.Many2one("hr.department", readonly=True, ondelete="restrict")
    rule_id = fields.Many2one("property.archive.penalty.rule", readonly=True, ondelete="restrict")
    turn = fields.Integer(
        required=True,
        readonly=True,
        default=1,
        aggregator=None,
        help="2 and more: not put right in time, which counts again.",
    )
    case_number = fields.Integer(
        "Case of the Month",
        readonly=True,
        aggregator=None,
        help="Which case of this person in this month.",
    )
    quantity = fields.Integer(readonly=True, default=1)
    factor = fields.Integer(readonly=True, default=1, aggregator=None)
    amount_proposed = fields.Monetary("Proposed", readonly=True)
    amount = fields.Monetary()
    share_min = fields.Integer("Pay Share from (%)", readonly=True, aggregator=None)
    share_max = fields.Integer("Pay Share up to (%)", readonly=True, aggregator=None)
    share = fields.Integer("Share of Performance Pay (%)", aggregator=None)
    measure = fields.Selection(MEASURES)
    state = fields.Selection(
        [("proposed", "Proposed"), ("decided", "Decided"), ("waived", "Waived")],
        required=True,
        readonly=True,
        default="proposed",
        index=True,
    )
    reason = fields.Char("Why Waived", readonly=True)
    date = fields.Date("Occurred On", required=True, readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    date_decided = fields.Date("Decided On", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")

    _once_uniq = models.UniqueIndex("(incident_id, employee_id, rule_id, turn)")
    _month_idx = models.Index("(employee_id, date)")
    _amounts_positive = models.Constraint(
        "CHECK (amount >= 0 AND share BETWEEN 0 AND 100)",
        "An amount cannot be negative, and a share lies between 0 and 100 %.",
    )

    @api.depends("incident_id.name", "employee_id.name")
    def _compute_display_name(self):
        for penalty in self:
            names = (penalty.sudo().incident_id.name, penalty.sudo().employee_id.name)
            penalty.display_name = " · ".join(name for name in names if name)

    def _creatable_fields(self):
        return set()

    def _editable_fields(self):
        if set(self.sudo().mapped("state")) <= {"proposed"}:
            return {"amount", "share", "measure"}
        return set()

    def write(self, vals):
        self._check_decider()
        result = super().write(vals)
        for penalty in self:
            if penalty.share and not penalty.share_min <= penalty.share <= penalty.share_max:
                raise UserError(
                    self.env._(
                        "%(penalty)s: the rule allows a share from %(low)s to %(high)s %%.",
                        penalty=penalty.display_name,
                        low=penalty.share_min,
                        high=penalty.share_max,
                    )
                )
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("A penalty is decided or waived, never deleted."))

    def _check_decider(self):
        """Raise unless the user decides on penalties and has no part in these incidents."""
        self.check_access("read")
        user = self.env.user
        for incident in self.sudo().incident_id:
            allowed = (
                user.has_group("hr.group_hr_user")
                or user.has_group(MANAGER)
                or user in incident.company_id.archive_incident_decider_ids
                or user == incident.decided_by_id
            )
            if not allowed:
                raise UserError(
                    self.env._("HR, the archive head or who decides on incidents does that.")
                )
            people = incident.person_ids.filtered(lambda p: p.role == "responsible")
            if people.employee_id.user_id & user._archive_same_person():
                raise UserError(
                    self.env._(
                        "You take part in %s: somebody else decides on its penalties.",
                        incident.display_name,
                    )
                )

    def _settle(self, vals):
        """Decide or waive these proposals; an incident with nothing left to do is closed."""
        self._check_decider()
        incidents = self.sudo().incident_id
        # settling the last one closes it: concurrent transactions must see each other
        incidents._claim_rows()
        self._lock_rows()
        self._check_state("proposed")
        for company, penalties in self.sudo().grouped("company_id").items():
            penalties._write_protected(
                {**vals, "decided_by_id": self.env.uid, "date_decided": company._archive_today()}
            )
        self.env["property.archive.log"]._log(f"penalty_{vals['state']}", self)
        incidents._close_settled()
        return True

    def action_decide(self):
        """Confirm these proposals unchanged."""
        return self._settle({"state": "decided"})

    def action_refuse(self, reason=None):
        """Waive these proposals.

        :param str reason: why; without one a dialog asks for it
        """
        if not (reason or "").strip():
            return self.env["property.archive.reason.wizard"]._ask(
                self,
                self.env._("Waive"),
                "action_refuse",
                self.env._("Why it is waived."),
            )
        return self._settle({"state": "waived", "reason": reason.strip(), "amount": 0, "share": 0})

    def action_export_register(self):
        """The decided penalties as a workbook for payroll.

        :raise UserError: when none of them is decided
        """
        decided = [("state", "=", "decided")]
        if self:
            decided.append(("id", "in", self.ids))
        if not self.search_count(decided, limit=1):
            raise UserError(self.env._("No penalty is decided here: there is nothing for payroll."))
        return self.env["property.archive.register"]._action("penalties", self)
