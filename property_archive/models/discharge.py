from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

_DESK = "property_archive.group_property_archive_archivist"
_HR = "hr.group_hr_user"


class PropertyArchiveDischarge(models.Model):
    """The discharge certificate 离职档案清退证明 of one leaver (requirements F2, F3, F5).

    While it is a draft it shows what is open, now, and names who takes over. Confirming
    it, which only a cleared employee's certificate can be, freezes what was out and when
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
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
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

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Begin certificates by hand: only the employee is needed."""
        self.browse()._check_names(
            {name for vals in vals_list for name in vals}, self._creatable_fields()
        )
        discharges = self.browse()
        for vals in vals_list:
            employee = self.env["hr.employee"].browse(vals.get("employee_id"))
            self._check_begins(employee)
            if clash := self.sudo()._open_of(employee):
                raise UserError(
                    self.env._(
                        "%(name)s has a discharge certificate already: %(number)s.",
                        name=employee.name,
                        number=clash.name,
                    )
                )
            discharge = self._begin(employee)
            discharge.write({name: vals[name] for name in vals if name != "employee_id"})
            discharges |= discharge
        return discharges

    def write(self, vals):
        result = super().write(vals)
        if {"successor_id", "successor_ids", "manager_id"} & set(vals):
            self.sudo()._refresh()
        return result

    @api.model
    def _check_begins(self, employees):
        """Raise unless the current user prepares certificates of these employees."""
        user = self.env.user
        if not (user.has_group(_HR) or user.has_group(_DESK)):
            raise AccessError(self.env._("This is for HR and the archivists of the company."))
        if employees.sudo().company_id - self.env.companies or not employees:
            raise AccessError(self.env._("This employee works for another company."))

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("A discharge certificate is cancelled, never deleted."))

    # -- computes ---------------------------------------------------------------------------

    @api.depends("name", "employee_id")
    def _compute_display_name(self):
        for discharge in self:
            discharge.display_name = f"{discharge.name} · {discharge.sudo().employee_id.name}"

    def _compute_open(self):
        pending = self.sudo().filtered(lambda d: d.state != "cancelled" and not d.date_departed)
        employees = pending.employee_id
        by_person = employees._archive_open_by_person()
        for discharge in self:
            documents = []
            if discharge.sudo() in pending:
                documents = by_person.get(discharge.sudo().employee_id, [])
            discharge.open_count = len(documents)
            discharge.open_html = documents and self.env["hr.employee"]._archive_open_html(
                documents
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
        """Whose buttons these are: the part that waits for the reader, or for the leaver."""
        me = self.env.user._archive_same_person()
        desk = self.env.user.has_group(_DESK)
        for discharge in self:
            document = discharge.sudo()
            unsigned = document.state == "to_sign" and document._unsigned()
            discharge.may_capture = bool(
                unsigned and "employee" in unsigned and desk and not document.user_id & me
            )
            try:
                discharge.may_sign = bool(unsigned and discharge._part() in unsigned)
            except UserError:
                discharge.may_sign = False

    def _unsigned(self):
        """Parts of this certificate that wait for a signature."""
        return [part for part in ("employee", "archivist", "manager") if not self._signed(part)]

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
        """Raise unless somebody can answer for the files of this leaver."""
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

    # -- beginning --------------------------------------------------------------------------

    @api.model
    def _open_of(self, employees):
        """Certificates of departures of these employees that have not happened yet."""
        return self.search(
            [
                ("employee_id", "in", employees.ids),
                ("state", "!=", "cancelled"),
                ("date_departed", "=", False),
            ]
        )

    @api.model
    def _confirmed(self, employees):
        """Open certificates of these employees that say already that all is settled."""
        found = self.sudo()._open_of(employees) if employees else self.sudo()
        return found.filtered(lambda d: d.state != "draft")

    @api.model
    def _begin(self, employees):
        """The open certificates of these employees, begun where there is none.

        :rtype: property.archive.discharge
        """
        employees = employees.sudo().with_context(version_id=False)
        found = self.sudo()._open_of(employees)
        vals_list = []
        for employee in employees - found.employee_id:
            version = employee.current_version_id
            department = version.department_id
            manager = employee.parent_id.user_id or department.manager_id.user_id
            if manager in employee.user_id._archive_same_person():
                manager = department.parent_id.manager_id.user_id
            vals_list.append(
                {
                    "name": self._next_number(employee.company_id),
                    "employee_id": employee.id,
                    "company_id": employee.company_id.id,
                    "department_id": department.id,
                    "job_title": version.job_title,
                    "user_id": employee.user_id.id,
                    "manager_id": manager.id,
                    "date_planned": employee._archive_planned_date(),
                }
            )
        return (found | self.sudo()._create_protected(vals_list)).sudo(False)

    def _get_records_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_discharge_action"
        )
        if len(self) == 1:
            action.update(res_id=self.id, view_mode="form", views=[(False, "form")])
        action["domain"] = [("id", "in", self.ids)]
        return action

    # -- moving -----------------------------------------------------------------------------

    def _check_handles(self):
        self.check_access("read")
        if not (self.env.user.has_group(_DESK) or self.env.user.has_group(_HR)):
            raise AccessError(self.env._("This is for HR and the archivists of the company."))
        me = self.env.user._archive_same_person()
        if self.sudo().user_id & me:
            raise UserError(self.env._("Somebody else handles your own discharge."))

    def action_confirm(self):
        """Freeze what was settled and ask for the signatures (F3).

        :raise DepartureRefused: while something is open
        """
        self._check_handles()
        self._lock_rows()
        self._check_state("draft")
        for discharge in self.sudo():
            if not discharge.manager_id:
                raise UserError(
                    self.env._("Name the manager who signs %s.", discharge.display_name)
                )
        self.sudo()._check_cleared()
        self.sudo()._freeze()
        self.sudo()._write_protected({"state": "to_sign"})
        self.sudo()._refresh()
        self.env["property.archive.log"]._log("discharge_confirmed", self)
        return True

    def _check_cleared(self):
        """Raise while anything but this certificate is open."""
        by_person = {}
        for employee, documents in self.employee_id._archive_open_by_person().items():
            # a certificate that is only not signed yet is what is being confirmed
            others = [
                (document, text)
                for document, text in documents
                if document not in self or (document.file_count and not document.successor_id)
            ]
            if others:
                by_person[employee] = others
        self.env["hr.employee"]._archive_refuse(by_person)

    def _freeze(self):
        """Write down what was settled, as it is now."""
        lines = self.env["property.archive.discharge.line"].sudo()
        for discharge in self:
            vals_list = discharge._settled() + discharge._succession_vals()
            lines._create_protected([{**vals, "discharge_id": discharge.id} for vals in vals_list])
        self._write_protected(
            {"date_confirmed": fields.Datetime.now(), "confirmed_by_id": self.env.uid}
        )

    def action_sign(self, image, role=None):
        """Sign as employee, archivist or manager; the third signature completes it (F3).

        :param image: base64 of the drawn signature
        :param str role: ``employee`` when the leaver signs on the archivist's screen
        :raise UserError: when the current user has no part in it
        """
        for discharge in self:
            discharge.check_access("read")
            discharge._lock_rows()
            discharge._check_state("to_sign")
            document = discharge.sudo()
            part = discharge._part(role)
            if document._signed(part):
                raise UserError(
                    self.env._("%s is signed in this part already.", document.display_name)
                )
            outsider = signer = name = None
            if part == "employee" and document.user_id != self.env.user:
                signer = document.user_id
                outsider = None if signer else document.employee_id.work_contact_id
                name = None if signer or outsider else document.employee_id.name
            discharge._sign(part, image, signer=signer, outsider=outsider, name=name)
            if not document._unsigned():
                document._write_protected({"state": "done"})
                self.env["property.archive.log"]._log("discharge_signed", discharge)
            document._refresh()
        return True

    def _part(self, role=None):
        """The part in which the current user signs; nobody signs in two."""
        document = self.sudo()
        me = self.env.user._archive_same_person()
        desk = self.env.user.has_group(_DESK)
        if role == "employee":
            if desk and not document.user_id & me:
                return "employee"
            raise UserError(
                self.env._("The leaver signs on their own screen or on an archivist's.")
            )
        if document.user_id and document.user_id in me:
            return "employee"
        if document.manager_id in me and not document._signed("manager"):
            if document._signed("archivist").user_id & me:
                raise UserError(self.env._("You signed as archivist: somebody else signs here."))
            return "manager"
        if desk and not document.manager_id & me:
            return "archivist"
        raise UserError(
            self.env._(
                "%(document)s is signed by %(employee)s, an archivist and %(manager)s: you have"
                " nothing to sign on it.",
                document=document.name,
                employee=document.employee_id.name,
                manager=document.manager_id.name,
            )
        )

    def action_open_sign_employee(self):
        """Let the leaver sign on this screen."""
        action = self.action_open_sign()
        action["context"]["default_role"] = "employee"
        return action

    def action_cancel(self, reason=None):
        """The departure does not take place: nothing was changed, nothing is undone.

        :param str reason: why; kept on the certificate
        """
        self._check_handles()
        self._lock_rows()
        if any(discharge.date_departed for discharge in self.sudo()):
            raise UserError(self.env._("The departure has taken place: the certificate stays."))
        self._check_state("draft", "to_sign", "done")
        self.sudo()._cancel((reason or "").strip() or self.env._("The departure was called off."))
        return True

    def _cancel(self, reason):
        self._write_protected({"state": "cancelled", "cancel_reason": reason})
        self._refresh()
        self.env["property.archive.log"]._log("discharge_cancelled", self)

    def action_print(self):
        """The certificate as PDF."""
        return self.env.ref("property_archive.property_archive_discharge_report").report_action(
            self
        )
