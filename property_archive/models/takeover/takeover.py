from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: Default number of days for handing in missing papers.
_TERM = 30


class PropertyArchiveTakeover(models.Model):
    """Takeover 承接查验 of the complete papers of an estate (物业管理条例 第二十九条).

    The giver lists what the law requires, the company counts what was received, and for
    missing papers a debtor and a date are set. Giver, owners' committee and company sign.
    """

    _name = "property.archive.takeover"
    _description = "Taking Over an Estate"
    _inherit = [
        "property.archive.protected",
        "property.archive.signature.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _open_after_signature = frozenset({"line_ids", "chaser_id"})

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    project_id = fields.Many2one(
        "property.archive.project",
        "Estate",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    giver_id = fields.Many2one(
        "res.partner",
        "Handed Over By",
        ondelete="restrict",
        compute="_compute_parties",
        store=True,
        readonly=False,
        precompute=True,
        help="The developer, or the company that looked after the estate before.",
    )
    committee_id = fields.Many2one(
        "res.partner",
        "Owners' Committee",
        ondelete="restrict",
        compute="_compute_parties",
        store=True,
        readonly=False,
        precompute=True,
        help="Signs as the third party. Empty: there is none yet, and two sign.",
    )
    receiver_id = fields.Many2one(
        "res.users",
        "Taken Over By",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        help="Signs for the company.",
    )
    chaser_id = fields.Many2one(
        "res.users",
        "Missing Papers Chased By",
        copy=False,
        ondelete="restrict",
        help="Empty: whoever took over.",
    )
    date = fields.Date(required=True, default=lambda self: self.env.company._archive_today())
    date_due = fields.Date(
        "Missing Papers Until",
        required=True,
        default=lambda self: (self.env.company._archive_today() + relativedelta(days=_TERM)),
        help="When what is missing is brought, unless a line says another day.",
    )
    state = fields.Selection(
        [
            ("draft", "Being Counted"),
            ("to_sign", "To Sign"),
            ("open", "Papers Missing"),
            ("done", "Complete"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    line_ids = fields.One2many("property.archive.takeover.line", "takeover_id", "Papers")
    missing_count = fields.Integer("Missing", compute="_compute_missing")
    late = fields.Boolean(compute="_compute_missing")
    progress = fields.Float("Came (%)", compute="_compute_missing")
    may_sign = fields.Boolean(compute="_compute_may_sign")
    signed_roles = fields.Char("Signed By", compute="_compute_may_sign")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
        index=True,
    )

    _running_uniq = models.UniqueIndex(
        "(project_id) WHERE state IN ('draft', 'to_sign')",
        "This estate is being taken over already.",
    )

    @api.depends("project_id")
    def _compute_parties(self):
        for takeover in self:
            takeover.giver_id = takeover.giver_id or takeover.project_id.developer_id
            takeover.committee_id = takeover.committee_id or takeover.project_id.committee_id

    @api.depends("name", "project_id.name")
    def _compute_display_name(self):
        for takeover in self:
            takeover.display_name = (
                f"{takeover.name} · {takeover.project_id.name}"
                if takeover.name != "/"
                else self.env._("New Take-over")
            )

    @api.depends("line_ids.result", "line_ids.date_due", "date_due")
    def _compute_missing(self):
        for takeover in self:
            lines = takeover.line_ids
            missing = lines._missing()
            today = (takeover.company_id or self.env.company)._archive_today()
            takeover.missing_count = len(missing)
            takeover.late = takeover.state == "open" and any(
                (line.date_due or takeover.date_due) < today for line in missing
            )
            came = len(lines.filtered(lambda line: line.result == "complete"))
            takeover.progress = 100 * came / len(lines) if lines else 0

    # -- what may be set ----------------------------------------------------------------------

    def _creatable_fields(self):
        return {
            "project_id",
            "giver_id",
            "committee_id",
            "receiver_id",
            "date",
            "date_due",
            "line_ids",
            "company_id",
        }

    def _editable_fields(self):
        states = set(self.sudo().mapped("state"))
        if states <= {"draft"}:
            return self._creatable_fields() - {"project_id", "company_id"}
        if states <= {"draft", "open"}:
            # entered after signing; the line model restricts which of its fields
            return {"line_ids", "chaser_id"}
        return set()

    @api.model_create_multi
    def create(self, vals_list):
        takeovers = super().create(vals_list)
        for takeover in takeovers:
            takeover._write_protected({"name": self._next_number(takeover.company_id)})
            if not takeover.line_ids:
                takeover._list_papers()
        return takeovers

    def _list_papers(self):
        """Create lines for the papers that the law and the contract require."""
        pieces = self.env["property.archive.takeover.piece"].search(
            [("company_id", "in", [False, self.company_id.id])]
        )
        self.env["property.archive.takeover.line"].create(
            [
                {
                    "takeover_id": self.id,
                    "group": piece.group,
                    "name": piece.name,
                    "category_id": piece.category_id.id,
                    "required": piece.required,
                }
                for piece in pieces
            ]
        )

    @api.ondelete(at_uninstall=True)
    def _unlink_draft_only(self):
        if self.sudo().signature_ids or set(self.sudo().mapped("state")) - {"draft"}:
            raise AccessError(self.env._("A take-over is cancelled, never deleted."))

    def action_cancel(self):
        """Cancel the takeover before anybody has signed.

        :raise UserError: when somebody signed already
        """
        self._lock_in_state("draft", "to_sign", access="write")
        for takeover in self.sudo():
            if takeover.signature_ids:
                raise UserError(
                    self.env._("%s is signed: it is not cancelled.", takeover.display_name)
                )
        self._write_protected({"state": "cancelled"})
        # flush: another takeover may begin in the same transaction
        self.flush_recordset(["state"])
