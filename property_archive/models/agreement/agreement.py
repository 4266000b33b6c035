from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...concurrency import made_once
from ...jobs import run_batches
from ...notify import tell


class PropertyArchiveAgreement(models.Model):
    """The confidentiality agreement of an employee, signed or not yet (000 细则 6, J22).

    There is one for every employee, so that the list shows who has not signed. Employees sign
    on screen, or the archive head stores the scan of the signed paper.
    """

    _name = "property.archive.agreement"
    _description = "Confidentiality Agreement"
    _inherit = ["property.archive.protected", "property.archive.signature.mixin"]
    _order = "state, employee_id"
    _archive_guards_files = True

    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(related="employee_id.user_id", store=True, string="User")
    department_id = fields.Many2one("hr.department", compute="_compute_department_id", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        [("open", "Not Signed"), ("signed", "Signed")], required=True, default="open", readonly=True
    )
    text = fields.Text("Text on Paper", readonly=True)
    date_signed = fields.Date("Signed On", readonly=True)
    scan = fields.Binary("Signed Paper", attachment=True, readonly=True)
    mine = fields.Boolean(compute="_compute_mine")

    _employee_uniq = models.UniqueIndex("(employee_id)", "This employee has an agreement already.")

    @api.depends("employee_id")
    def _compute_department_id(self):
        for agreement in self:
            agreement.department_id = agreement.sudo().employee_id._archive_department()

    @api.depends("state", "text", "company_id.archive_agreement_text")
    def _compute_signing_text(self):
        return super()._compute_signing_text()

    def _text_to_sign(self):
        # what was signed on paper does not change either
        signed = self.text if self.state == "signed" else ""
        return signed or self.company_id._archive_agreement()

    @api.depends_context("uid")
    def _compute_mine(self):
        for agreement in self:
            agreement.mine = agreement.sudo().user_id == self.env.user

    @api.depends("employee_id")
    def _compute_display_name(self):
        for agreement in self:
            agreement.display_name = agreement.sudo().employee_id.name

    def action_sign(self, image, shown=None):
        """Sign one's own agreement.

        :param image: base64 of the drawn picture
        :param str shown: the text that was shown, ``signing_text``
        :raise AccessError: for the agreement of somebody else
        :raise UserError: when it is signed already, or its text is not the one that was shown
        """
        self.ensure_one()
        if not self.mine:
            raise AccessError(self.env._("Everybody signs their own agreement."))
        self._lock_rows()
        self._check_state("open")
        self._sign("employee", image, shown=shown)
        self.sudo()._write_protected(
            {"state": "signed", "date_signed": self.company_id._archive_today()}
        )
        return True

    def action_keep_paper(self, scan, date_signed):
        """Keep the scan of an agreement that was signed on paper.

        :param scan: base64
        :param date_signed: the day on it
        :raise AccessError: unless the user is archive head or executive
        :raise UserError: without a file
        """
        self.ensure_one()
        self._check_heads()
        if not scan:
            raise UserError(self.env._("Add the scan of the signed agreement."))
        self._lock_rows()
        self._check_state("open")
        self.sudo()._write_protected(
            {
                "state": "signed",
                "date_signed": date_signed,
                "scan": scan,
                "text": self._text_to_sign(),
            }
        )
        self.env["property.archive.log"]._log("signed", self, role="employee", paper=True)
        return True

    def action_ask(self):
        """Ask these employees to sign.

        :raise AccessError: unless the user is archive head or executive
        """
        self._check_heads()
        for agreement in self.sudo().filtered(lambda a: a.state == "open" and a.user_id):
            user = agreement.user_id
            env = self.with_context(lang=user.lang).env
            tell(
                env,
                user.partner_id,
                env._("Please sign your confidentiality agreement"),
                [env._("You find it under Archive → My Confidentiality Agreement.")],
            )
        return True

    def _check_heads(self):
        if not self.env.user._archive_leads():
            raise AccessError(self.env._("This is for the archive head and the executive."))

    @api.model
    @api.private
    def action_open_list(self):
        """Open the agreements of the present employees, signed and not signed."""
        self._check_heads()
        for company in self.env.companies:
            self._add_missing(company)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_agreement_action"
        )

    @api.model
    @api.private
    def action_open_mine(self):
        """The agreement of the current user, to read and to sign.

        :raise UserError: for a user who is no employee of the company
        """
        own = [("user_id", "=", self.env.uid)]
        mine = self.search(own, limit=1)
        if not mine and self.env.user.sudo().employee_id:
            # who joined today does not wait for the nightly job
            self._add_missing(self.env.company)
            mine = self.search(own, limit=1)
        if not mine:
            raise UserError(
                self.env._(
                    "You are no employee of %s: there is no agreement for you to sign.",
                    self.env.company.name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("My Confidentiality Agreement"),
            "res_model": self._name,
            "res_id": mine.id,
            "view_mode": "form",
        }

    @api.model
    def _add_missing(self, company):
        """An open agreement for each employee of a company that has none.

        :param company: ``res.company``
        """
        employees = self.env["hr.employee"].sudo()
        employees = employees.search([("company_id", "=", company.id)])
        there = self.sudo().search([("employee_id", "in", employees.ids)]).employee_id
        # the job, the list and the employee may all begin at the same time
        with made_once(self.env, self._name):
            self.sudo()._create_protected(
                [
                    {"employee_id": employee.id, "company_id": employee.company_id.id}
                    for employee in employees - there
                ]
            )

    @api.model
    def _cron_add_missing(self):
        """Job: create agreements for new employees."""
        companies = self.env["res.company"].sudo().search([("archive_head_id", "!=", False)])
        run_batches(self.env, iter(companies), self._add_missing, len(companies))

    @api.ondelete(at_uninstall=True)
    def _unlink_open(self):
        self.sudo()._check_state("open", rule=self.env._("A signed agreement is kept."))

    def _check_archive_files(self, operation):
        """Hook of ``ir.attachment``: the scan of a signed agreement cannot be changed."""
        if operation != "create":
            raise UserError(self.env._("A signed agreement is kept as it is."))
