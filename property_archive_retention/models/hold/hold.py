import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.property_archive.selections import PRESENT_STATES

HOLD_STATES = [
    ("draft", "Draft"),
    ("placing", "Being Placed"),
    ("active", "In Force"),
    ("to_lift", "To Lift"),
    ("lifting", "Being Lifted"),
    ("lifted", "Lifted"),
]
#: New records that match join holds in these states.
JOINED_STATES = ("placing", "active", "to_lift")

_ENTRY_FIELDS = {
    "reason",
    "case_number",
    "owner_id",
    "date_review",
    "kind",
    "seed_ids",
    "partner_id",
    "employee_id",
    "unit_id",
    "category_id",
    "filter_domain",
}


class PropertyArchiveHold(models.Model):
    """A hold 冻结: nothing under it is destroyed, amended, transferred or deleted (E3).

    It reaches from a record to the items in it and the volume around it. Records that
    match later join it. It is lifted for a reason, and by another person.
    """

    _name = "property.archive.hold"
    _description = "Hold"
    _inherit = ["property.archive.disposal.mixin"]
    _sequence_code = "property.archive.hold"

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    state = fields.Selection(
        HOLD_STATES,
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    reason = fields.Text(required=True)
    case_number = fields.Char(help="Number of the case, audit or inspection behind it.")
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        help="Answers for the hold, reviews it and asks for it to be lifted.",
    )
    date_review = fields.Date("Review On", required=True)
    kind = fields.Selection(
        [
            ("records", "Chosen records"),
            ("partner", "Everything about a contact"),
            ("employee", "Everything about an employee"),
            ("unit", "Everything about a property unit"),
            ("category", "A category"),
            ("filter", "A filter"),
        ],
        "Holds",
        required=True,
        default="records",
    )
    seed_ids = fields.Many2many(
        "property.archive.record",
        "property_archive_hold_seed_rel",
        "hold_id",
        "record_id",
        "Records",
        check_company=True,
    )
    partner_id = fields.Many2one("res.partner", "Contact", ondelete="restrict")
    employee_id = fields.Many2one("hr.employee", ondelete="restrict")
    unit_id = fields.Many2one(
        "property.archive.unit",
        "Property Unit",
        ondelete="restrict",
        check_company=True,
    )
    category_id = fields.Many2one(
        "property.archive.category", ondelete="restrict", check_company=True
    )
    filter_domain = fields.Char(
        "Filter",
        default="[]",
        help="Of the records that whoever places the hold may see.",
    )
    placed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    date_placed = fields.Datetime(readonly=True, copy=False)
    lift_reason = fields.Text(readonly=True, copy=False)
    lift_requested_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    lifted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    date_lifted = fields.Datetime(readonly=True, copy=False)
    participant_ids = fields.Many2many(
        "res.users",
        "property_archive_hold_participant_rel",
        "hold_id",
        "user_id",
    )
    line_ids = fields.One2many("property.archive.hold.line", "hold_id", "Held Records")
    record_count = fields.Integer("Held", compute="_compute_record_count")
    total_count = fields.Integer(readonly=True, copy=False)
    done_count = fields.Integer(readonly=True, copy=False)
    cursor = fields.Integer(readonly=True, copy=False)
    progress = fields.Integer("Progress (%)", compute="_compute_progress")

    _name_uniq = models.UniqueIndex("(company_id, name) WHERE name <> '/'", "This number is taken.")

    # -- computes and constraints -------------------------------------------------------

    def _compute_record_count(self):
        counts = dict(
            self.env["property.archive.hold.line"]
            .sudo()
            ._read_group([("hold_id", "in", self.ids)], ["hold_id"], ["__count"])
        )
        for hold in self:
            hold.record_count = counts.get(hold.sudo(), 0)

    @api.depends("state", "done_count", "total_count")
    def _compute_progress(self):
        for hold in self:
            if hold.state in ("placing", "lifting"):
                hold.progress = 100 * hold.done_count // max(hold.total_count, 1)
            else:
                hold.progress = 0 if hold.state == "draft" else 100

    @api.constrains("kind", "partner_id", "employee_id", "unit_id", "category_id", "filter_domain")
    def _check_target(self):
        for hold in self:
            if hold.kind == "filter":
                hold._parse_filter()
            elif hold.kind != "records" and not hold[f"{hold.kind}_id"]:
                raise ValidationError(
                    self.env._(
                        "Say what is held: %s.",
                        hold._fields[f"{hold.kind}_id"]._description_string(self.env),
                    )
                )

    def _parse_filter(self):
        """The filter as a domain, limited by the rights of whoever placed the hold.

        :raise ValidationError: when it is no domain on records, or holds everything
        """
        try:
            domain = Domain(ast.literal_eval(self.filter_domain or "[]"))
            self.env["property.archive.record"].search(domain, limit=1)
        except (ValueError, SyntaxError, TypeError, KeyError, AssertionError) as error:
            raise ValidationError(self.env._("The filter cannot be read: %s", error)) from error
        if domain.is_true():
            raise ValidationError(
                self.env._("A filter that holds everything is none: add a condition.")
            )
        return domain

    # -- create, write, unlink ----------------------------------------------------------

    def _creatable_fields(self):
        return _ENTRY_FIELDS

    def _editable_fields(self):
        states = set(self.sudo().mapped("state"))
        if states <= {"draft"}:
            return _ENTRY_FIELDS
        if states <= {"placing", "active", "to_lift"}:
            return {"case_number", "date_review"}
        return set()

    def _participants(self):
        return self.owner_id | self.create_uid

    @api.ondelete(at_uninstall=True)
    def _unlink_draft_only(self):
        self.sudo()._check_state("draft", rule=self.env._("A hold is lifted, never deleted."))

    @api.model
    def _search_open(self):
        """Holds that are in force, in every company."""
        return self.search([("state", "not in", ["draft", "lifted"])])

    # -- what it holds ------------------------------------------------------------------

    def _matching(self, domain=Domain.TRUE):
        """Domain of the records this hold names, and the recordset whose rights limit it.

        :param domain: only of these records
        :return: recordset to search on, and the domain
        """
        self.ensure_one()
        hold = self.sudo()
        records = self.env["property.archive.record"].sudo()
        domain &= Domain("company_id", "=", hold.company_id.id)
        domain &= Domain("state", "in", PRESENT_STATES)
        if hold.kind == "filter":
            # The filter may ask for titles. It finds only what its author may see: else a hold
            # would tell its author what stands in records that are closed to them.
            placer = hold.placed_by_id or self.env.user
            records = records.with_user(placer).with_company(hold.company_id)
            return records, domain & hold.with_user(placer).sudo(False)._parse_filter()
        if hold.kind == "records":
            return records, domain & Domain("id", "in", hold.seed_ids.ids)
        if hold.kind == "category":
            return records, domain & Domain("category_id", "child_of", hold.category_id.id)
        if hold.kind == "partner":
            return records, domain & records._about_domain(hold.partner_id)
        target = f"{hold.kind}_id"
        return records, domain & Domain(target, "=", hold[target].id)

    def _matches(self, records):
        """Those of these records that the hold names, whether joined yet or not."""
        model, domain = self._matching(Domain("id", "in", records.ids))
        return records.browse(model.search(domain).ids)
