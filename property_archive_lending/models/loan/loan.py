from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.property_archive.groups import ARCHIVIST

from ..policy.loan_policy import KINDS, PAPERS

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
    copy_count = fields.Integer("Number of Copies", default=1, copy=False)
    destination = fields.Char(copy=False, help="Where copies and excerpts go, and who keeps them.")
    line_ids = fields.One2many("property.archive.loan.line", "loan_id", "Records")
    summary = fields.Char(compute="_compute_summary", compute_sudo=True)
    letter = fields.Binary("Letter of Introduction", attachment=True, copy=False)
    identity_document = fields.Binary(attachment=True, copy=False)
    application = fields.Binary("Written Application", attachment=True, copy=False)
    power_of_attorney = fields.Binary(attachment=True, copy=False)
    undertaking = fields.Binary(
        "Signed Undertaking",
        attachment=True,
        copy=False,
        help="The undertaking of confidentiality 保密承诺书 that the borrower signed.",
    )
    witnesses = fields.Char(help="Names of those who are present.", copy=False)
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

    # -- who may ask -------------------------------------------------------------------

    @api.constrains("employee_id", "partner_id", "outsider", "company_id", "user_id")
    def _check_borrower(self):
        """One borrower; for anybody but oneself only the archive desk asks."""
        for loan in self:
            if bool(loan.employee_id) == bool(loan.partner_id):
                raise ValidationError(
                    self.env._("A request names one borrower: an employee or an outside party.")
                )
            if loan.partner_id and not loan.outsider:
                raise ValidationError(
                    self.env._("Say as what %s comes.", loan.partner_id.display_name)
                )
            if loan.company_id not in self.env.companies:
                raise ValidationError(
                    self.env._("You do not work in company %s.", loan.company_id.sudo().name)
                )
            own = loan.sudo().employee_id.user_id == self.env.user or loan._is_portal()
            # constraints run as superuser: what counts is who calls
            desk = self.env.uid == SUPERUSER_ID or self._is_desk()
            if not own and not desk:
                raise ValidationError(
                    self.env._(
                        "You ask for yourself; for somebody else, or for an outside party, the"
                        " archive desk enters the request."
                    )
                )

    @api.model
    def _is_desk(self):
        """Whether the current user works at the archive desk."""
        return self.env.user.has_group(ARCHIVIST)

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
            *PAPERS.values(),
        }

    def _editable_fields(self):
        if set(self.sudo().mapped("state")) <= {"draft"}:
            return self._creatable_fields() - {"company_id"}
        return set()

    def _check_archive_files(self, operation):
        """Hook of ``ir.attachment``: the papers of a submitted request stay as they are."""
        for loan in self:
            if loan.name:
                raise UserError(
                    self.env._("%s was submitted: its papers are kept as they are.", loan.name)
                )

    @api.ondelete(at_uninstall=True)
    def _unlink_draft_only(self):
        rule = self.env._("A request that was submitted is cancelled, never deleted.")
        self.sudo()._check_state("draft", rule=rule)
        if any(loan.name for loan in self.sudo()):
            raise UserError(rule)

    # -- operations --------------------------------------------------------------------

    def action_submit(self):
        """Ask for the records on these drafts.

        :raise UserError: when a record cannot be asked for like this, naming the
            record, the rule and what to do
        """
        self.check_access("write")
        self._lock_rows()
        self.sudo()._check_state("draft")
        for loan in self.sudo():
            if not loan.line_ids:
                raise UserError(self.env._("Name at least one record you ask for."))
        self._assign_numbers()
        self.line_ids._submit()
        return True

    def action_cancel(self):
        """Take back what was not handed out yet; a draft is simply deleted."""
        self.check_access("read")
        lines = self.line_ids.filtered(
            lambda line: line.state in ("to_approve", "approved", "queued")
        )
        if not lines:
            raise UserError(self.env._("Nothing of this request can be cancelled any more."))
        lines.action_cancel()
        return True

    def _assign_numbers(self):
        """Number these requests, with one look at the series for each company."""
        for company, loans in self.sudo().grouped("company_id").items():
            numbers = self.env["ir.sequence"]._archive_next(company, self._name, len(loans))
            for loan, number in zip(loans, numbers, strict=True):
                loan._write_protected({"name": number})

    def action_export_register(self):
        """The loan register 档案借阅登记表 as a workbook."""
        return self.env["property.archive.register"]._action("loans", self.line_ids)

    def _missing_papers(self, policy):
        """Labels of the papers a row asks for and this request does not hold (D3).

        :param policy: ``property.archive.loan.policy`` record
        :rtype: list(str)
        """
        self.ensure_one()
        loan = self.sudo().with_context(bin_size=True)
        return [
            self._fields[name]._description_string(self.env)
            for need, name in PAPERS.items()
            if policy[need] and not loan[name]
        ]

    def _requester_kinds(self):
        """The kinds of requester that apply to these requests as a whole (D2).

        People are looked up without the caller's context, like approvers.

        :rtype: dict(property.archive.loan, set(str))
        """
        loans = self.sudo().with_context({})
        employees = loans.employee_id
        heads = (
            self.env["hr.department"]
            .sudo()
            .search([("manager_id", "in", employees.ids)])
            .manager_id
        )
        kinds = {}
        for loan, clean in zip(self, loans, strict=True):
            if clean.partner_id:
                kinds[loan] = {"external", clean.outsider}
                continue
            employee, company = clean.employee_id, clean.company_id
            user = employee.user_id
            found = {"employee"}
            if user & (company.archive_leader_ids | company.archive_general_manager_id):
                found |= {"company_leader", "assistant_head"}
            job = employee.current_version_id.job_id
            if employee in heads or job.archive_assistant_head:
                found.add("assistant_head")
            if user and user.has_group("hr.group_hr_user"):
                found.add("hr")
            kinds[loan] = found
        return kinds
