from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.property_archive.selections import ROLES, SCOPES

KINDS = [
    ("consult", "Consult"),
    ("borrow", "Borrow"),
    ("copy", "Copy"),
    ("excerpt", "Excerpt"),
    ("correct", "Correction"),
]
#: From the most to the least specific: the order in which rows are tried.
REQUESTERS = [
    ("self", "Subject of the record"),
    ("proxy", "Proxy of the subject"),
    ("state_body", "State body"),
    ("parent_company", "Parent company"),
    ("external", "Outside party"),
    ("company_leader", "Company leader"),
    ("hr", "HR officer"),
    ("assistant_head", "Assistant head and above"),
    ("keeping_head", "Head of the keeping department"),
    ("own_department", "Own department"),
    ("employee", "Employee"),
]
PLACES = [
    ("archive_room", "Archive room"),
    ("office", "Office"),
    ("company", "On company premises"),
    ("outside", "Outside the company"),
]
TERMS = [
    ("hours", "Hours"),
    ("same_day", "Same day"),
    ("days", "Days"),
    ("working_days", "Working days"),
]
#: What a row may ask for (D3).
NEEDS = (
    "need_letter",
    "need_identity",
    "need_application",
    "need_proxy",
    "need_undertaking",
    "need_witnesses",
    "need_confirmation",
    "need_stamp",
)
_RANK = {kind: len(REQUESTERS) - index for index, (kind, _label) in enumerate(REQUESTERS)}


class PropertyArchiveLoanPolicy(models.Model):
    """A row of the lending policy (requirements D2, D3, D13).

    Of the rows that fit a request the most specific one decides. Rows are compared by,
    in this order: how deep their category lies in the classification (no category
    last), whether they name the level, whether they name the scope, how specific their
    kind of requester is (the order of :data:`REQUESTERS`), and whether they belong to
    the company or are shared. Two active rows that would rank the same are refused.
    """

    _name = "property.archive.loan.policy"
    _description = "Lending Policy"
    _inherit = ["property.archive.deciding.mixin", "property.archive.specific"]
    _specific_fields = ("category_id", "level_id", "scope", "requester", "company_id")
    _order = "category_id, requester, kind, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    category_id = fields.Many2one(
        "property.archive.category",
        index=True,
        ondelete="restrict",
        help="Holds for this category and those below it; empty: any.",
    )
    level_id = fields.Many2one(
        "property.archive.level", ondelete="restrict", help="Empty: any level."
    )
    scope = fields.Selection(SCOPES, help="Empty: any scope.")
    requester = fields.Selection(REQUESTERS, required=True, default="employee")
    kind = fields.Selection(KINDS, required=True, default="consult")
    allowed = fields.Boolean(default=True)
    step_ids = fields.One2many(
        "property.archive.loan.policy.step",
        "policy_id",
        "Approval Steps",
        copy=True,
        help="Who decides, in order. None: an entry in the register is enough.",
    )
    steps_text = fields.Char("Decided By", compute="_compute_steps_text")
    term_number = fields.Integer("Longest Term", default=1, aggregator=None)
    term_unit = fields.Selection(TERMS, required=True, default="same_day")
    short_days = fields.Integer(
        "Short Term (Days)",
        help="A loan of at most so many days is decided by the steps that are not for longer"
        " loans only, and ends then; 0: no short term (003-14 五).",
    )
    renewals = fields.Integer(
        help="How often the term may be extended, by approval.", aggregator=None
    )
    renewal_role = fields.Selection(
        ROLES,
        "Renewals Decided By",
        help="Who extends the term, as the archive head (002 五). Empty: who decided the loan.",
    )
    place = fields.Selection(
        PLACES,
        "Place of Use",
        required=True,
        default="archive_room",
        help="Never at home and never in a public place.",
    )
    need_letter = fields.Boolean("Letter of Introduction")
    need_identity = fields.Boolean("Identity Document")
    need_application = fields.Boolean("Written Application")
    need_proxy = fields.Boolean("Power of Attorney")
    need_undertaking = fields.Boolean("Signed Undertaking")
    need_witnesses = fields.Boolean("Witnesses Sign")
    need_confirmation = fields.Boolean("Confirmed with the Unit")
    need_stamp = fields.Boolean("Stamped Form Afterwards")
    note = fields.Char(translate=True, help="Where the rule comes from.")
    company_id = fields.Many2one("res.company", ondelete="restrict", help="Empty: every company.")

    _rank_uniq = models.UniqueIndex(
        "(COALESCE(category_id, 0), COALESCE(level_id, 0), COALESCE(scope, ''),"
        " requester, kind, COALESCE(company_id, 0)) WHERE active",
        "Another active row covers the same case, and neither is more specific: change that row, or"
        " archive it first.",
    )
    _term_positive = models.Constraint(
        "CHECK (term_number > 0 OR term_unit = 'same_day' OR NOT allowed)",
        "The longest term is at least one.",
    )
    _renewals_positive = models.Constraint(
        "CHECK (renewals >= 0 AND COALESCE(short_days, 0) >= 0)",
        "The number of renewals and the short term cannot be negative.",
    )

    @api.depends("category_id", "level_id", "scope", "requester", "kind")
    def _compute_display_name(self):
        for row in self:
            parts = [
                row.category_id.name or self.env._("Any category"),
                row.level_id.name,
                row._label("scope"),
                row._label("requester"),
                row._label("kind"),
            ]
            row.display_name = " · ".join(part for part in parts if part)

    @api.depends(
        "step_ids.role",
        "step_ids.other_role",
        "step_ids.sequence",
        "step_ids.long_only",
        "allowed",
    )
    def _compute_steps_text(self):
        for row in self:
            row.steps_text = row._steps_text()

    def _steps_text(self):
        if not self.allowed:
            return self.env._("Not allowed")
        return self._names_of(self.step_ids) or self.env._("Register entry")

    def _names_of(self, steps):
        """Who takes these steps, in order, in words.

        :param steps: ``property.archive.loan.policy.step``
        """
        label = self.env["property.archive.approval"]._role_label
        names = [
            self.env._("%s (longer loans)", label(role)) if step.long_only else label(role)
            for step, role in zip(steps, steps._roles_in_order(), strict=True)
        ]
        return " → ".join(names)

    def _label(self, name):
        """Label of a selection field's value, in the user's language."""
        return dict(self._fields[name]._description_selection(self.env)).get(self[name])

    # -- which row decides -------------------------------------------------------------

    @api.model
    def _get_rows(self, company):
        """The rows that hold in a company, the most specific first.

        :param company: ``res.company`` record
        :rtype: property.archive.loan.policy
        """
        rows = self.sudo().search(
            [
                # an archived row still decides until a second person confirmed that it is archived
                "|",
                ("active", "=", True),
                ("opened", "=", True),
                ("company_id", "in", [False, company.id]),
            ]
        )
        return rows._most_specific_first()

    def _weight(self, name):
        return _RANK[self.requester] if name == "requester" else super()._weight(name)

    def _choose_row(self, category, level, scope, requesters, kind):
        """The first of these rows that fits.

        :param category: ``property.archive.category`` record
        :param level: ``property.archive.level`` record
        :param str scope: a value of ``scope``
        :param set requesters: the kinds of requester that apply, at least one
        :param str kind: a value of ``kind``
        :raise UserError: when no row fits, naming what is missing
        """
        possible = self.filtered(lambda row: row.kind == kind and row.requester in requesters)
        row = possible._holds_for(category_id=category, level_id=level, scope=scope)[:1]
        if row:
            return row
        fields_ = self._fields
        labels = dict(fields_["requester"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "No lending policy covers this case: category %(category)s, level %(level)s, scope"
                " %(scope)s, requester %(requesters)s, kind %(kind)s. Ask the archive head to add a"
                " row to the lending policies.",
                category=category.display_name,
                level=level.name,
                scope=dict(fields_["scope"]._description_selection(self.env)).get(scope, ""),
                requesters=" / ".join(
                    labels[key] for key, _label in REQUESTERS if key in requesters
                ),
                kind=dict(fields_["kind"]._description_selection(self.env))[kind],
            )
        )

    def _explain(self):
        """Why this row decided, in words."""
        self.ensure_one()
        unit = self._label("term_unit")
        term = unit if self.term_unit == "same_day" else f"{self.term_number} {unit}"
        return self.env._(
            "Row “%(row)s” decides, the most specific one that fits. Decided by:"
            " %(steps)s. Longest term: %(term)s. Place of use: %(place)s.",
            row=self.display_name,
            steps=self._steps_text(),
            term=term,
            place=self._label("place"),
        )
