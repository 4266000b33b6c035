from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...groups import ARCHIVIST


class PropertyArchiveDischarge(models.Model):
    """The discharge certificate 离职档案清退证明 of one leaver (requirements F2, F3, F5).

    A draft shows what is open now and names the successors. Only the certificate of a
    cleared employee can be confirmed; that stores what was out and when
    it came back, what was handed in, what was settled as lost and who takes over; then
    employee, archivist and manager sign. The departure itself dates it.
    """

    _name = "property.archive.discharge"
    _description = "Discharge Certificate"
    _inherit = [
        "property.archive.protected",
        "property.archive.signature.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _lock_fields = ("state", "date_departed")

    name = fields.Char("Number", required=True, readonly=True, copy=False)
    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        required=True,
        ondelete="restrict",
    )
    department_id = fields.Many2one("hr.department", readonly=True, ondelete="restrict")
    job_title = fields.Char(readonly=True)
    user_id = fields.Many2one(
        "res.users", "User of the Employee", readonly=True, ondelete="restrict", index=True
    )
    manager_id = fields.Many2one(
        "res.users",
        "Manager",
        ondelete="restrict",
        help="Signs for the department: by default the employee's manager.",
    )
    date_planned = fields.Date("Departure Planned For", readonly=True)
    date_departed = fields.Date("Departed On", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "To Clear"),
            ("to_sign", "To Sign"),
            ("done", "Signed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
        index=True,
    )
    date_confirmed = fields.Datetime(readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    cancel_reason = fields.Char(readonly=True, copy=False)
    successor_id = fields.Many2one(
        "hr.employee",
        ondelete="restrict",
        help="Answers for the files of the leaver from the departure on.",
    )
    successor_ids = fields.One2many(
        "property.archive.discharge.successor",
        "discharge_id",
        "Other Successors by Category",
        help="Files of these categories, and those below, go to somebody else.",
    )
    line_ids = fields.One2many("property.archive.discharge.line", "discharge_id", "Settled")
    note = fields.Text()
    open_html = fields.Html("Still Open", compute="_compute_open", sanitize=False)
    open_count = fields.Integer("Open", compute="_compute_open")
    file_count = fields.Integer("Files", compute="_compute_file_count", compute_sudo=True)
    may_sign = fields.Boolean(compute="_compute_may_sign")
    may_capture = fields.Boolean(compute="_compute_may_sign")
    signed_roles = fields.Char("Signed By", compute="_compute_signed_roles", compute_sudo=True)

    _open_uniq = models.UniqueIndex(
        "(employee_id) WHERE state <> 'cancelled' AND date_departed IS NULL",
        "This employee has a discharge certificate already.",
    )
    _pending_idx = models.Index("(state) WHERE state <> 'cancelled' AND date_departed IS NULL")

    def _creatable_fields(self):
        return {"employee_id", "successor_id", "successor_ids", "manager_id", "note"}

    def _editable_fields(self):
        if set(self.sudo().mapped("state")) <= {"draft"}:
            return self._creatable_fields() - {"employee_id"}
        return set()

    def write(self, vals):
        result = super().write(vals)
        if {"successor_id", "successor_ids", "manager_id"} & set(vals):
            self.sudo()._refresh()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("A discharge certificate is cancelled, never deleted."))

    # -- computes ---------------------------------------------------------------------------

    @api.depends("employee_id")
    def _compute_company_id(self):
        for discharge in self.sudo():
            # a successor may be chosen before the employee
            discharge.company_id = discharge.employee_id.company_id or self.env.company

    @api.depends("name", "employee_id")
    def _compute_display_name(self):
        for discharge in self:
            employee = discharge.sudo().employee_id
            discharge.display_name = f"{discharge.name} · {employee.name}" if employee else False

    @api.depends("employee_id", "state")
    def _compute_open(self):
        pending = self.sudo().filtered(lambda d: d.state != "cancelled" and not d.date_departed)
        employees = pending.employee_id
        by_person = employees._archive_open_by_person()
        for discharge in self:
            documents = []
            if discharge.sudo() in pending:
                documents = by_person.get(discharge.sudo().employee_id, [])
            discharge.open_count = len(documents)
            discharge.open_html = (
                self.env["hr.employee"]._archive_open_html(documents) if documents else False
            )

    def _compute_file_count(self):
        counts = dict(
            self.env["property.archive.record"]
            .sudo()
            ._read_group(
                [("responsible_id", "in", self.employee_id.ids)], ["responsible_id"], ["__count"]
            )
        )
        for discharge in self:
            discharge.file_count = counts.get(discharge.employee_id, 0)

    @api.depends_context("uid")
    @api.depends("state", "signature_ids")
    def _compute_may_sign(self):
        """Which sign buttons to show: for the user's own part and for the leaver."""
        me = self.env.user._archive_same_person()
        desk = self.env.user.has_group(ARCHIVIST)
        for discharge in self:
            document = discharge.sudo()
            unsigned = document.state == "to_sign" and document._unsigned_parts()
            discharge.may_capture = bool(
                unsigned and "employee" in unsigned and desk and not document.user_id & me
            )
            try:
                discharge.may_sign = bool(unsigned and discharge._signing_part() in unsigned)
            except UserError:
                discharge.may_sign = False

    @api.depends("signature_ids")
    def _compute_signed_roles(self):
        for discharge in self:
            discharge.signed_roles = ", ".join(discharge.signature_ids.mapped("display_name"))

    @api.constrains("successor_id", "employee_id")
    def _check_successor(self):
        for discharge in self.sudo():
            if discharge.successor_id:
                discharge._check_takes_over(discharge.successor_id)

    def _check_takes_over(self, successor):
        """Raise unless the successor can become responsible for the leaver's files."""
        self.ensure_one()
        if successor == self.employee_id:
            raise ValidationError(self.env._("Nobody succeeds themselves."))
        if not successor.active or successor.company_id != self.company_id:
            raise ValidationError(
                self.env._(
                    "%(name)s does not work for %(company)s and takes over nothing there.",
                    name=successor.name,
                    company=self.company_id.name,
                )
            )

    # -- printing --------------------------------------------------------------------------

    def action_print(self):
        """The certificate as PDF."""
        return self.env.ref("property_archive.property_archive_discharge_report").report_action(
            self
        )
