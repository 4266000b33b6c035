from odoo import api, fields, models
from odoo.fields import Domain

from .hr_job import STAFF
from .incident import KINDS, SIGNATURES

MEASURES = [
    ("warning", "Warning"),
    ("demerit", "Demerit"),
    ("major_demerit", "Major Demerit"),
    ("dismissal", "Dismissal"),
]


class PropertyArchivePenaltyRule(models.Model):
    """Rule for the penalty of a person responsible for an incident (requirement D11).

    Of the matching rules the most specific one applies: one with a category first, then
    with a staff group, a signature, a condition. Rules *on top* are added to it.
    """

    _name = "property.archive.penalty.rule"
    _description = "Penalty Rule"
    _inherit = ["property.archive.deciding.mixin", "property.archive.specific"]
    _specific_fields = (
        "category_id",
        "staff",
        "missing_signature_of",
        "condition",
        "company_id",
        "sequence",
    )
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, index=True)
    category_id = fields.Many2one(
        "property.archive.category",
        ondelete="restrict",
        check_company=True,
        help="Holds for this category and those below it; empty: any.",
    )
    staff = fields.Selection(STAFF, help="Empty: anybody.")
    missing_signature_of = fields.Selection(SIGNATURES, help="Empty: any signature.")
    condition = fields.Selection(
        [
            ("always", "Always"),
            ("loss", "Material lost or incomplete"),
            ("complaint", "Led to a complaint"),
        ],
        required=True,
        default="always",
    )
    amount = fields.Monetary(
        help="What the law and the company's wage rules allow is yours to see."
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    per = fields.Selection(
        [("case", "Case"), ("item", "Item")],
        required=True,
        default="case",
        help="Item: a file, a piece or a vehicle.",
    )
    on_top = fields.Boolean(help="Added to what another rule says.")
    double_from = fields.Integer(
        "Doubles from Case",
        help="Which case of a person in one month doubles it; 0: none.",
        aggregator=None,
    )
    share_from = fields.Integer(
        "Pay Share from Case",
        help="From which case in a month a share of performance pay may be held back; 0: never.",
        aggregator=None,
    )
    share_min = fields.Integer("Pay Share from (%)", aggregator=None)
    share_max = fields.Integer("Pay Share up to (%)", aggregator=None)
    measure = fields.Selection(MEASURES, help="Proposed beside the amount.")
    note = fields.Char(translate=True, help="Where the rule comes from.")
    company_id = fields.Many2one("res.company", ondelete="restrict", help="Empty: every company.")

    _amounts_positive = models.Constraint(
        "CHECK (amount >= 0 AND double_from >= 0 AND share_from >= 0)",
        "Amounts and numbers of cases cannot be negative.",
    )
    _share_range = models.Constraint(
        "CHECK (share_min >= 0 AND share_max >= share_min AND share_max <= 100)",
        "The share of performance pay lies between 0 and 100 %, from the lower to the higher.",
    )

    @api.depends("company_id")
    def _compute_currency_id(self):
        for rule in self:
            rule.currency_id = (rule.company_id or self.env.company).currency_id

    def _deciding_facts(self):
        self.ensure_one()
        names = ("amount", "double_from", "share_from", "share_min", "share_max", "measure")
        return {name: self[name] for name in (*names, "kind", "condition")}

    @api.model
    def _for_person(self, person):
        """The rules that apply to a person responsible for an incident.

        :param person: ``property.archive.incident.person``
        :rtype: property.archive.penalty.rule
        """
        incident = person.incident_id
        rules = self.sudo().search(
            Domain("kind", "=", incident.kind)
            & Domain("company_id", "in", [False, incident.company_id.id])
        )
        fitting = rules._holds_for(
            category_id=incident.record_ids.category_id,
            staff=person.staff,
            missing_signature_of=incident.missing_signature_of,
        ).filtered(lambda rule: rule._is_met(incident))
        base = fitting.filtered(lambda rule: not rule.on_top)
        return base._most_specific_first()[:1] | (fitting - base)

    def _is_met(self, incident):
        """Whether the condition of this rule holds for an incident."""
        self.ensure_one()
        return {
            "always": True,
            "loss": incident.caused_loss,
            "complaint": incident.caused_complaint,
        }[self.condition]

    def _weight(self, name):
        if name == "condition":
            return self.condition != "always"
        return -self.sequence if name == "sequence" else super()._weight(name)
