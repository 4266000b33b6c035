from odoo import api, fields, models
from odoo.exceptions import UserError

from ..policy.loan_policy import KINDS

_TRIGGERS = """
DROP TRIGGER IF EXISTS property_archive_loan_keep ON property_archive_loan;
CREATE TRIGGER property_archive_loan_keep
    BEFORE DELETE ON property_archive_loan FOR EACH ROW
    WHEN (OLD.name IS NOT NULL)
    EXECUTE FUNCTION property_archive_refuse();
"""


class PropertyArchiveLoan(models.Model):
    """A request to see, borrow or copy records 借阅申请 (requirement D1).

    It says who asks, for whom, what for and with which papers. What becomes of each
    record asked for is the line's: parts of one request differ in fate.
    """

    _name = "property.archive.loan"
    _description = "Loan Request"
    _inherit = ["property.archive.protected", "mail.thread"]
    _order = "id desc"
    _mail_post_access = "read"
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("open", "Open"), ("closed", "Closed")],
        compute="_compute_state",
        store=True,
        compute_sudo=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Requested By",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    employee_id = fields.Many2one(
        "hr.employee",
        "Borrower",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.user.employee_id,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Outside Borrower",
        index="btree_not_null",
        ondelete="restrict",
        help="An owner, another company or a state body; entered at the archive desk.",
    )
    outsider = fields.Selection(
        [
            ("external", "Outside party"),
            ("self", "Subject of the record"),
            ("proxy", "Proxy of the subject"),
            ("state_body", "State body"),
            ("parent_company", "Parent company"),
        ],
        "Comes As",
    )
    kind = fields.Selection(KINDS, required=True, default="consult", index=True)
    purpose = fields.Text(required=True)
    date_wanted = fields.Date(
        "Needed Until", help="Empty: as long as the policy allows.", copy=False
    )
    date_expected = fields.Date(
        "Expected Return",
        readonly=True,
        copy=False,
        help="Until when it is wanted, or as long as the policy allows, from the request on.",
    )
    copy_count = fields.Integer("Number of Copies", default=1, copy=False)
    destination = fields.Char(copy=False, help="Where copies and excerpts go, and who keeps them.")
    line_ids = fields.One2many("property.archive.loan.line", "loan_id", "Records")
    summary = fields.Char(compute="_compute_summary", compute_sudo=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL", "This number is in use already."
    )

    _copies_positive = models.Constraint(
        "CHECK (copy_count > 0)", "The number of copies is at least one."
    )

    def init(self):
        self.env.cr.execute(_TRIGGERS)

    # -- computes ----------------------------------------------------------------------

    @api.depends("line_ids.state")
    def _compute_state(self):
        for loan in self:
            states = set(loan.line_ids.mapped("state"))
            if states <= {"draft"}:
                loan.state = "draft"
            elif states & {"draft", "to_approve", "approved", "queued", "out"}:
                loan.state = "open"
            else:
                loan.state = "closed"

    @api.depends("name")
    def _compute_display_name(self):
        for loan in self:
            loan.display_name = loan.name or self.env._("Draft request")

    @api.depends("line_ids.subject", "line_ids.state")
    def _compute_summary(self):
        for loan in self:
            loan.summary = ", ".join(line._subject() for line in loan.line_ids)

    # -- protected ---------------------------------------------------------------------

    def _creatable_fields(self):
        return {
            "employee_id",
            "partner_id",
            "outsider",
            "kind",
            "purpose",
            "date_wanted",
            "copy_count",
            "destination",
            "line_ids",
            "company_id",
        }

    def _editable_fields(self):
        if set(self.sudo().mapped("state")) <= {"draft"}:
            return self._creatable_fields() - {"company_id"}
        return set()

    @api.ondelete(at_uninstall=True)
    def _unlink_draft_only(self):
        rule = self.env._("A request that was submitted is cancelled, never deleted.")
        self.sudo()._check_state("draft", rule=rule)
        if any(loan.name for loan in self.sudo()):
            raise UserError(rule)

    def action_export_register(self):
        """The loan register 档案借阅登记表 as a workbook."""
        return self.env["property.archive.register"]._action("loans", self.line_ids)
