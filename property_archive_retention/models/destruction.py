from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

METHODS = [
    ("shred", "Shredding"),
    ("burn", "Burning"),
    ("pulp", "Pulping"),
    ("tear", "Tearing up"),
    ("wipe", "Wiping (electronic only)"),
]
#: What may happen to paper of a level that wants a clearance (E4).
SECRET_METHODS = {"shred", "burn", "pulp"}

STATES = [
    ("appraisal", "Appraisal"),
    ("draft", "Draft"),
    ("to_approve", "To Approve"),
    ("approved", "Approved"),
    ("waiting", "Waiting Period"),
    ("executing", "Being Executed"),
    ("done", "Destroyed"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]
OPEN_STATES = ("appraisal", "draft", "to_approve", "approved", "waiting", "executing")

#: What the requester fills in until the list is submitted.
_ENTRY_FIELDS = {
    "reason",
    "method",
    "executor_id",
    "supervisor_ids",
    "department_id",
    "note",
    "line_ids",
}


class PropertyArchiveDestruction(models.Model):
    """A batch of records on its way from appraisal to the certificate (E2, E4 to E7).

    Requester, approvers, executor and supervisors are different people, administrators
    included.
    """

    _name = "property.archive.destruction"
    _description = "Destruction of Records"
    _inherit = [
        "property.archive.protected",
        "property.archive.approval.mixin",
        "property.archive.signature.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    state = fields.Selection(
        STATES,
        required=True,
        default="appraisal",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    requester_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    executor_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        tracking=True,
        help="Carries out the destruction: not the requester, no approver, no supervisor.",
    )
    supervisor_ids = fields.Many2many(
        "res.partner",
        "property_archive_destruction_supervisor_rel",
        "destruction_id",
        "partner_id",
        "Supervisors",
        ondelete="restrict",
        help="Two people who watch and sign before and after. Whoever is no user of the"
        " system is a contact and signs on the executor's screen.",
    )
    method = fields.Selection(METHODS, tracking=True)
    reason = fields.Text(help="Why the records are destroyed; goes to the approvers.")
    note = fields.Text()
    department_id = fields.Many2one("hr.department", ondelete="restrict", check_company=True)
    participant_ids = fields.Many2many(
        "res.users",
        "property_archive_destruction_participant_rel",
        "destruction_id",
        "user_id",
        readonly=True,
        copy=False,
        help="Who takes part and therefore sees the list.",
    )
    wait_days = fields.Integer("Waiting Period (days)", readonly=True, copy=False)
    date_approved = fields.Date(readonly=True, copy=False)
    date_executable = fields.Date(
        "Executable From", readonly=True, copy=False, help="End of the waiting period."
    )
    date_executed = fields.Datetime(readonly=True, copy=False)
    date_done = fields.Datetime(readonly=True, copy=False)
    stop_reason = fields.Text(readonly=True, copy=False)
    certificate_number = fields.Char(readonly=True, copy=False)
    line_ids = fields.One2many("property.archive.destruction.line", "destruction_id", "List")
    line_count = fields.Integer("Records", compute="_compute_counts")
    open_count = fields.Integer("On the List", compute="_compute_counts")
    blocked_count = fields.Integer("Unsettled", compute="_compute_counts")
    destroyed_count = fields.Integer("Destroyed", compute="_compute_counts")
    progress = fields.Integer("Progress (%)", compute="_compute_counts")
    people_note = fields.Char(compute="_compute_people_note")
    executable = fields.Boolean(compute="_compute_executable")
    to_sign = fields.Boolean(compute="_compute_to_sign")
    outsider_to_sign = fields.Boolean(compute="_compute_to_sign")
    missing_signatures = fields.Char(compute="_compute_to_sign")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
        index=True,
    )

    _name_uniq = models.UniqueIndex("(company_id, name) WHERE name <> '/'", "This number is taken.")
    _certificate_uniq = models.UniqueIndex(
        "(company_id, certificate_number) WHERE certificate_number IS NOT NULL",
        "This certificate number is taken.",
    )
    _executed_has_certificate = models.Constraint(
        "CHECK (state NOT IN ('executing', 'done') OR certificate_number IS NOT NULL)",
        "What is executed has a certificate number.",
    )

    # -- computes ---------------------------------------------------------------------------

    @api.depends("line_ids.state", "line_ids.blocker_note")
    def _compute_counts(self):
        Line = self.env["property.archive.destruction.line"].sudo()
        counts = {}
        for batch, state, count in Line._read_group(
            [("destruction_id", "in", self.ids)],
            ["destruction_id", "state"],
            ["__count"],
        ):
            counts.setdefault(batch.id, {})[state] = count
        blocked = dict(
            Line._read_group(
                [
                    ("destruction_id", "in", self.ids),
                    ("state", "=", "proposed"),
                    ("blocker_note", "!=", False),
                ],
                ["destruction_id"],
                ["__count"],
            )
        )
        for batch in self:
            by_state = counts.get(batch.id, {})
            destroyed, purging = (
                by_state.get("destroyed", 0),
                by_state.get("purging", 0),
            )
            batch.line_count = sum(by_state.values())
            batch.open_count = (
                by_state.get("proposed", 0) + by_state.get("approved", 0) + purging + destroyed
            )
            batch.blocked_count = blocked.get(batch, 0)
            batch.destroyed_count = destroyed
            executed = destroyed + purging
            batch.progress = 100 * destroyed // executed if executed else 0

    @api.depends("line_ids.record_id")
    def _compute_people_note(self):
        """How many people it takes, said before one starts."""
        for batch in self:
            categories = batch.sudo().line_ids.record_id.category_id
            approvers = max(
                (len(category._destruction_roles()) for category in categories),
                default=2,
            )
            batch.people_note = self.env._(
                "It takes %(count)s people: one who requests, %(approvers)s who approve,"
                " one who executes and two who supervise. Supervisors may be contacts from"
                " outside.",
                count=approvers + 4,
                approvers=approvers,
            )

    @api.depends("state", "date_executable")
    def _compute_executable(self):
        for batch in self:
            batch.executable = batch._waiting_is_over()

    @api.depends_context("uid")
    @api.depends("state", "signature_ids", "line_ids.state")
    def _compute_to_sign(self):
        for batch in self:
            phase = batch._signing_phase()
            partner = self.env.user.partner_id
            mine = batch.executor_id == self.env.user or partner in batch.supervisor_ids
            signed = batch.sudo().signature_ids.filtered(
                lambda s, p=phase: s.phase == p and s.user_id == self.env.user
            )
            batch.to_sign = bool(phase and mine and not signed)
            names = batch._missing_signatures(phase) if phase else []
            batch.missing_signatures = ", ".join(names) or False
            outsiders = batch.sudo().supervisor_ids.filtered(lambda p: not p.user_ids)
            batch.outsider_to_sign = batch.executor_id == self.env.user and bool(
                set(names) & set(outsiders.mapped("name"))
            )

    def _waiting_is_over(self):
        """Whether the batch is approved and its waiting period has passed."""
        self.ensure_one()
        if self.state not in ("approved", "waiting"):
            return False
        today = self.env["property.archive.access"]._today(self.company_id)
        return not self.date_executable or self.date_executable <= today

    # -- duties apart -----------------------------------------------------------------------

    @api.model
    def _person_of(self, users=None, partners=None):
        """All contacts under which somebody is known: users, employees, all companies.

        :param users: ``res.users``
        :param partners: ``res.partner``
        :rtype: res.partner
        """
        users = (users or self.env["res.users"]).sudo()
        partners = (partners or self.env["res.partner"]).sudo()
        employees = self.env["hr.employee"].sudo().with_context(active_test=False)
        users |= partners.with_context(active_test=False).user_ids
        users |= employees.search([("work_contact_id", "in", partners.ids)]).user_id
        same = users._archive_same_person().sudo()
        contacts = employees.search([("user_id", "in", same.ids)]).work_contact_id
        return partners | same.partner_id | contacts

    def _duties(self):
        """Who has which duty in this batch.

        :return: list of (label of the duty, name, contacts of the person)
        """
        self.ensure_one()
        batch = self.sudo()
        duties = [
            (
                self.env._("requester"),
                batch.requester_id.name,
                self._person_of(batch.requester_id),
            )
        ]
        for user in batch.approval_ids.decided_by_id:
            duties.append((self.env._("approver"), user.name, self._person_of(user)))
        if batch.executor_id:
            duties.append(
                (
                    self.env._("executor"),
                    batch.executor_id.name,
                    self._person_of(batch.executor_id),
                )
            )
        for partner in batch.supervisor_ids:
            duties.append(
                (
                    self.env._("supervisor"),
                    partner.name,
                    self._person_of(partners=partner),
                )
            )
        return duties

    @api.constrains("requester_id", "executor_id", "supervisor_ids")
    def _check_duties_apart(self):
        for batch in self:
            duties = batch._duties()
            for index, (duty, name, person) in enumerate(duties):
                for other_duty, other_name, other in duties[index + 1 :]:
                    if person & other:
                        raise ValidationError(
                            self.env._(
                                "%(batch)s: %(name)s (%(duty)s) and %(other)s (%(other_duty)s) are"
                                " one person. Whoever requests, approves, executes and supervises"
                                " a destruction are different people: name somebody else.",
                                batch=batch.name,
                                name=name,
                                duty=duty,
                                other=other_name,
                                other_duty=other_duty,
                            )
                        )

    @api.constrains("executor_id", "supervisor_ids")
    def _check_people_complete(self):
        """After the submission one person steps in for another: nobody is left out (E4)."""
        for batch in self.filtered(
            lambda b: b.state in ("to_approve", "approved", "waiting", "executing")
        ):
            if not batch.executor_id or len(batch.supervisor_ids) < 2:
                raise ValidationError(
                    self.env._(
                        "%s needs an executor and two supervisors: name others in their place.",
                        batch.name,
                    )
                )

    @api.constrains("executor_id")
    def _check_executor_is_internal(self):
        for user in self.sudo().executor_id:
            if user.share or not user.active:
                raise ValidationError(
                    self.env._("%s cannot execute: name an employee of the company.", user.name)
                )

    @api.constrains("supervisor_ids")
    def _check_supervisors_are_people(self):
        for partner in self.supervisor_ids:
            if partner.is_company:
                raise ValidationError(
                    self.env._("%s is a company: a supervisor is a person.", partner.name)
                )

    # -- create, write, unlink --------------------------------------------------------------

    def _creatable_fields(self):
        return _ENTRY_FIELDS - {"line_ids"}

    def _editable_fields(self):
        batches = self.sudo()
        states = set(batches.mapped("state"))
        if states <= {"appraisal", "draft"}:
            return _ENTRY_FIELDS
        if states <= {"approved", "waiting"} and not batches.signature_ids:
            # somebody falls ill: another one steps in, as long as nobody has signed
            return {"executor_id", "supervisor_ids", "note"}
        return set()

    @api.model_create_multi
    def create(self, vals_list):
        batches = super().create(vals_list)
        for batch in batches.sudo():
            batch._write_protected({"name": batch._next_number("property.archive.destruction")})
        batches._note_participants()
        return batches

    def write(self, vals):
        result = super().write(vals)
        if {"executor_id", "supervisor_ids"} & set(vals):
            self._note_participants()
        return result

    def _next_number(self, code):
        self.ensure_one()
        sequence = self.env["ir.sequence"].sudo().with_company(self.company_id)
        return sequence.next_by_code(code)

    def _note_participants(self):
        """Let everybody who takes part see the batch."""
        for batch in self.sudo():
            users = (
                batch.requester_id
                | batch.executor_id
                | batch.supervisor_ids.user_ids
                | batch.approval_ids.approver_ids
                | batch.approval_ids.decided_by_id
            )
            batch._write_protected({"participant_ids": [(6, 0, users.ids)]})

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("A destruction is cancelled, never deleted."))

    @api.model
    def _search_open(self):
        """Batches that are under way, in every company."""
        return self.search([("state", "in", OPEN_STATES)])

    def _lock(self):
        """Wait for and lock these batches."""
        self.flush_recordset()
        self.env.cr.execute(
            "SELECT id FROM property_archive_destruction WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            (self.ids,),
        )
        self.invalidate_recordset(["state", "date_executable"], flush=False)

    def _check_state(self, *states):
        """Lock this batch and raise unless it is in one of these states."""
        self.ensure_one()
        self.check_access("read")
        self._lock()
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(batch)s is “%(state)s”: this is possible only while it is “%(wanted)s”.",
                    batch=self.name,
                    state=labels[self.state],
                    wanted=" / ".join(labels[state] for state in states),
                )
            )

    def _check_archivist(self):
        if not self.env.user.has_group("property_archive.group_property_archive_archivist"):
            raise UserError(self.env._("This is for the archivists of the company."))
