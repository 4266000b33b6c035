from odoo import api, fields, models

from odoo.addons.property_archive.groups import KEEPER

from ..policy.loan_policy import PLACES, TERMS

_TRIGGERS = """
DROP TRIGGER IF EXISTS property_archive_loan_line_keep ON property_archive_loan_line;
CREATE TRIGGER property_archive_loan_line_keep
    BEFORE DELETE ON property_archive_loan_line FOR EACH ROW
    WHEN (OLD.state <> 'draft')
    EXECUTE FUNCTION property_archive_refuse();
"""


class PropertyArchiveLoanLine(models.Model):
    """One record asked for, and what becomes of it (requirements D1, D2, D5 to D8).

    What was asked for and what is handed out are two things. Whoever may see a record
    names it. Whoever may not gives its code, or category and unit, in words: until the
    archivist resolves them, rule, errors and answers that the requester sees are the same
    whether or not there is such a record (``request/loan_line_words.py``).
    """

    _name = "property.archive.loan.line"
    _description = "Loan"
    _inherit = [
        "property.archive.protected",
        "property.archive.approval.mixin",
        "property.archive.signature.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _lock_fields = ("state", "record_id", "physical")
    _mail_post_access = "read"
    _rec_names_search = ["subject", "loan_id.name"]
    _check_company_auto = True

    loan_id = fields.Many2one(
        "property.archive.loan",
        "Request",
        required=True,
        index=True,
        ondelete="cascade",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "To Approve"),
            ("queued", "Waits for Its Return"),
            ("approved", "Approved"),
            ("out", "Out"),
            ("returned", "Returned"),
            ("delivered", "Copy Delivered"),
            ("done", "Corrected"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
            ("lost", "Lost"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
    )
    # what was asked for
    requested_record_id = fields.Many2one(
        "property.archive.record",
        "Record",
        ondelete="restrict",
        check_company=True,
        help="A record you see in the archive.",
    )
    requested_code = fields.Char("By Code", help="The code of a record you do not see.")
    category_id = fields.Many2one(
        "property.archive.category",
        "By Category",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    unit_id = fields.Many2one(
        "property.archive.unit", "By Unit", ondelete="restrict", check_company=True
    )
    requested_subject = fields.Char(
        "By Subject", help="Whom or what the file is about, where it is about no unit."
    )
    subject = fields.Char(
        "Asked For", readonly=True, copy=False, help="What was asked for, in words."
    )
    copy_pages = fields.Char(
        "Pages to Copy", help="Such as 1-3, 7. Empty: all; an excerpt names its pages."
    )
    # what it is
    record_id = fields.Many2one(
        "property.archive.record",
        "Archive Record",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=KEEPER,
    )
    record_title = fields.Char("Title", compute="_compute_record_title", groups=KEEPER)
    location_id = fields.Many2one(
        "property.archive.location",
        "Place",
        compute="_compute_record_title",
        groups=KEEPER,
    )
    # copied from the request, to search and group by
    company_id = fields.Many2one(related="loan_id.company_id", store=True, index=True)
    user_id = fields.Many2one(related="loan_id.user_id", store=True, index=True)
    employee_id = fields.Many2one(
        related="loan_id.employee_id",
        string="Borrowing Employee",
        store=True,
        index="btree_not_null",
    )
    partner_id = fields.Many2one(related="loan_id.partner_id", store=True, index="btree_not_null")
    kind = fields.Selection(related="loan_id.kind", store=True)
    purpose = fields.Text(related="loan_id.purpose", related_sudo=True)
    borrower = fields.Char(compute="_compute_borrower", compute_sudo=True)
    department_id = fields.Many2one(
        "hr.department", "Borrower's Department", readonly=True, ondelete="restrict"
    )
    # the rule that decided, as it was then
    policy_id = fields.Many2one(
        "property.archive.loan.policy", readonly=True, copy=False, ondelete="restrict"
    )
    policy_reason = fields.Text("Why This Rule", readonly=True, copy=False)
    policy_roles = fields.Char("Decided By", readonly=True, copy=False)
    term_number = fields.Integer("Longest Term", readonly=True, copy=False)
    term_unit = fields.Selection(TERMS, readonly=True, copy=False)
    place = fields.Selection(PLACES, "Place of Use", readonly=True, copy=False)
    term_text = fields.Char("Term", compute="_compute_term_text")
    renewals_left = fields.Integer(readonly=True, copy=False, aggregator=None)
    refusal_reason = fields.Char(readonly=True, copy=False)
    # out and back
    physical = fields.Boolean(readonly=True, copy=False)
    date_out = fields.Datetime("Handed Out On", readonly=True, copy=False, index=True)
    date_due = fields.Datetime("Due On", readonly=True, copy=False)
    date_returned = fields.Datetime("Returned On", readonly=True, copy=False)
    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")
    handed_out_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    difference = fields.Char(readonly=True, copy=False)
    grant_id = fields.Many2one(
        "property.archive.grant", readonly=True, copy=False, ondelete="restrict"
    )

    _out_once_uniq = models.UniqueIndex(
        "(record_id) WHERE state = 'out' AND physical",
        "This record is out already: it is with one person at a time.",
    )
    _due_idx = models.Index("(date_due) WHERE state = 'out'")
    _out_is_resolved = models.Constraint(
        "CHECK (state NOT IN ('out', 'returned', 'delivered', 'lost')"
        " OR (record_id IS NOT NULL AND date_due IS NOT NULL))",
        "What is handed out is a known record and has a due date.",
    )

    def init(self):
        self.env.cr.execute(_TRIGGERS)

    # -- computes ----------------------------------------------------------------------

    @api.depends("loan_id.name", "subject")
    def _compute_display_name(self):
        for line in self:
            parts = (line.sudo().loan_id.display_name, line._subject())
            line.display_name = " · ".join(part for part in parts if part)

    def _subject(self):
        """What is asked for, in words that are the requester's own or safe to show."""
        self.ensure_one()
        line = self.sudo()
        if line.subject:
            return line.subject
        if line.requested_record_id:
            return line.requested_record_id.display_name
        parts = [
            line.requested_code or line.category_id.display_name,
            line.unit_id.display_name,
            line.requested_subject,
        ]
        return " · ".join(part for part in parts if part)

    def _handed_out_name(self):
        """Code and category of what was handed out; empty before that."""
        if self.state in ("out", "returned", "delivered", "lost"):
            return self.sudo().record_id.display_name
        return ""

    @api.depends("record_id")
    @api.depends_context("uid")
    def _compute_record_title(self):
        # A list holds records of many levels: what the reader may not see stays empty.
        records = self.record_id
        readable = records.search([("id", "in", records.ids)]) if records else records
        for line in self:
            record = line.record_id & readable
            line.record_title = record.name
            line.location_id = record.location_id

    @api.depends("term_number", "term_unit")
    def _compute_term_text(self):
        for line in self:
            unit = line._label("term_unit")
            whole = not unit or line.term_unit == "same_day"
            line.term_text = unit if whole else f"{line.term_number} {unit}"

    @api.depends("employee_id", "partner_id")
    def _compute_borrower(self):
        for line in self:
            line.borrower = line.employee_id.name or line.partner_id.display_name

    def _compute_overdue(self):
        now = fields.Datetime.now()
        out = self.filtered(lambda line: line.state == "out" and line.physical and line.date_due)
        for line in self:
            line.overdue = line in out and line.date_due < now

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        # what is read on screen ends by itself and is never late
        out = fields.Domain("state", "=", "out") & fields.Domain("physical", "=", True)
        late = out & fields.Domain("date_due", "<", fields.Datetime.now())
        return fields.Domain.OR(late if truth else ~late for truth in value)

    def _local_date(self, name):
        """A moment of this line as a date in the company's time zone."""
        line = self.sudo()
        return line.company_id._archive_local_day(line[name])

    def action_open_loan(self):
        """The request this line belongs to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "property.archive.loan",
            "res_id": self.loan_id.id,
            "view_mode": "form",
        }

    def action_export_register(self):
        """The loan register 档案借阅登记表 as a workbook."""
        return self.env["property.archive.register"]._action("loans", self)
