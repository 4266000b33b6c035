from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Event from which a period runs.
EVENTS = [
    ("filed", "Filed"),
    ("closed", "File closed"),
    ("ownership_ended", "Ownership ended"),
    ("employee_left", "Employee left"),
    ("contract_ended", "Contract ended"),
    ("date", "A given date"),
]
ACTIONS = [
    ("destroy", "Destroy"),
    ("review", "Review"),
    ("transfer", "Transfer"),
]
UNITS = [("years", "Years"), ("months", "Months")]

#: Fields that decide the due date of records: a change of one moves the dates.
_DECISIVE = {
    "category_id",
    "company_id",
    "event",
    "permanent",
    "period",
    "period_unit",
    "action",
    "replaces",
    "longest_extension",
    "active",
}


class PropertyArchiveRetentionRule(models.Model):
    """How long records of a category are kept, from which event, and what then (E1).

    Rules of a category hold for the categories below it that have none of their own;
    rules of a company hold instead of the shared ones of the same category. Of the rules
    whose event has happened the longest wins, unless one of them *replaces* the others.
    """

    _name = "property.archive.retention.rule"
    _description = "Retention Rule"
    _inherit = ["property.archive.deciding.mixin", "mail.thread"]
    _order = "category_id, event, id"
    _check_company_auto = True

    category_id = fields.Many2one(
        "property.archive.category",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    event = fields.Selection(
        EVENTS,
        "Runs From",
        required=True,
        tracking=True,
        help="The rule applies to a record once this has happened to it.",
    )
    permanent = fields.Boolean(required=True, default=False, tracking=True)
    period = fields.Integer("Kept For", tracking=True)
    period_unit = fields.Selection(
        UNITS, "Unit of Time", required=True, default="years", tracking=True
    )
    duration = fields.Char(compute="_compute_duration")
    action = fields.Selection(
        ACTIONS,
        "What Then",
        required=True,
        default="destroy",
        tracking=True,
        help="What is proposed once the period is over. A period that ends with a transfer"
        " never ends with a destruction.",
    )
    replaces = fields.Boolean(
        "Replaces the Others",
        tracking=True,
        help="Once its event has happened this rule alone counts: a change of owner replaces"
        " “permanent” by 3 years on the closed file.",
    )
    longest_extension = fields.Integer(
        "Longest Keeping",
        tracking=True,
        help="The longest time, in years from the event, to which an appraisal may extend"
        " the period, for important business or a legal dispute; 0: no limit.",
        aggregator=None,
    )
    basis = fields.Text(
        translate=True,
        help="The law, the regulation or the internal rule behind it.",
    )
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        help="Empty: every company without a rule of its own for the category.",
        ondelete="restrict",
        tracking=True,
    )

    preview = fields.Char(
        "What Would Change",
        compute="_compute_preview",
        compute_sudo=True,
        help="How many records move when the rule is saved as it stands now.",
    )

    _period_positive = models.Constraint(
        "CHECK (period >= 0 AND longest_extension >= 0)", "A period cannot be negative."
    )
    _permanent_or_period = models.Constraint(
        "CHECK (permanent = (COALESCE(period, 0) = 0))",
        "A rule is permanent or has a period, not both and not neither.",
    )
    _event_uniq = models.UniqueIndex(
        "(category_id, event, COALESCE(company_id, 0)) WHERE active",
        "The category has a rule for this event already.",
    )

    # -- computes and constraints -----------------------------------------------------------

    @api.depends("permanent", "period", "period_unit")
    def _compute_duration(self):
        for rule in self:
            if rule.permanent:
                rule.duration = self.env._("Permanent")
            elif rule.period_unit == "months":
                rule.duration = self.env._("%s month(s)", rule.period)
            else:
                rule.duration = self.env._("%s year(s)", rule.period)

    @api.depends("category_id", "event", "duration")
    def _compute_display_name(self):
        events = dict(self._fields["event"]._description_selection(self.env))
        for rule in self:
            if not rule.category_id:
                rule.display_name = False
                continue
            rule.display_name = self.env._(
                "%(category)s: %(duration)s from “%(event)s”",
                category=rule.category_id.display_name,
                duration=rule.duration or "",
                event=events.get(rule.event, ""),
            )

    @api.depends(*sorted(_DECISIVE))
    def _compute_preview(self):
        for rule in self:
            rule.preview = rule._preview_text()

    @api.constrains("permanent", "period", "period_unit", "longest_extension")
    def _check_period(self):
        for rule in self:
            if rule.period < 0 or rule.longest_extension < 0:
                raise ValidationError(
                    self.env._(
                        "%s: a period cannot be negative.",
                        rule.category_id.display_name,
                    )
                )
            if rule.permanent == bool(rule.period):
                raise ValidationError(
                    self.env._(
                        "%s: a rule is permanent or has a period, not both and not neither.",
                        rule.category_id.display_name,
                    )
                )
            months = rule.period * (12 if rule.period_unit == "years" else 1)
            if rule.longest_extension and months > rule.longest_extension * 12:
                raise ValidationError(
                    self.env._(
                        "%s: the longest keeping is shorter than the period itself.",
                        rule.category_id.display_name,
                    )
                )

    @api.onchange("permanent")
    def _onchange_permanent(self):
        if self.permanent:
            self.period = 0
            self.longest_extension = 0

    # -- create, write, unlink --------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._recompute_records(rules.category_id)
        return rules

    def write(self, vals):
        categories = self.category_id
        result = super().write(vals)
        if _DECISIVE & set(vals):
            self._recompute_records(categories | self.category_id)
        return result

    def unlink(self):
        categories = self.category_id
        result = super().unlink()
        self._recompute_records(categories)
        return result

    def _recompute_records(self, categories):
        """The rules of these categories changed: their records are worked out again."""
        self.env.flush_all()
        self.env.cr.cache.pop(self._name, None)
        self.env["property.archive.log"]._log(
            "rules_changed", self.env.company, category=categories.ids
        )
        categories.exists()._schedule_retention()
