from odoo import api, fields, models
from odoo.exceptions import UserError

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
    "panel_ids",
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
    _inherit = ["property.archive.disposal.mixin", "property.archive.signature.mixin"]
    _sequence_code = "property.archive.destruction"
    _archive_file_states = ("appraisal", "draft")

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
    panel_ids = fields.Many2many(
        "res.users",
        "property_archive_destruction_panel_rel",
        "destruction_id",
        "user_id",
        "Appraisal Panel",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="Who gives each line an opinion beside the archivists, each under “To Appraise”.",
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
        """Say how many different people are needed, before anybody starts."""
        categories = {}
        for batch, category in (
            self.env["property.archive.destruction.line"]
            .sudo()
            ._read_group([("destruction_id", "in", self.ids)], ["destruction_id", "category_id"])
        ):
            categories.setdefault(batch.id, []).append(category)
        for batch in self:
            approvers = max(
                (len(category._destruction_roles()) for category in categories.get(batch.id, [])),
                default=2,
            )
            batch.people_note = self.env._(
                "It takes %(count)s people: one who requests, %(approvers)s who approve, one who"
                " executes and two who supervise. Supervisors may be contacts from outside.",
                count=approvers + 4,
                approvers=approvers,
            )

    @api.depends("state", "date_executable")
    def _compute_executable(self):
        for batch in self:
            batch.executable = batch._waiting_is_over()

    def _lines_in(self, *states):
        """The lines of this batch in one of these states, as superuser."""
        return self.sudo().line_ids.filtered(lambda line: line.state in states)

    def _waiting_is_over(self):
        """Whether the batch is approved and its waiting period has passed."""
        self.ensure_one()
        if self.state not in ("approved", "waiting"):
            return False
        today = self.company_id._archive_today()
        return not self.date_executable or self.date_executable <= today

    # -- create, write, unlink --------------------------------------------------------------

    def _creatable_fields(self):
        return _ENTRY_FIELDS - {"line_ids"}

    def _editable_fields(self):
        batches = self.sudo()
        states = set(batches.mapped("state"))
        if states <= {"appraisal", "draft"}:
            return _ENTRY_FIELDS
        if states <= {"approved", "waiting"} and not batches.signature_ids:
            # who executes and who supervises is part of what was approved
            return {"note"}
        return set()

    def _participants(self):
        return self.requester_id | self.executor_id | self.supervisor_ids.user_ids | self.panel_ids

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("A destruction is cancelled, never deleted."))

    @api.model
    def _search_open(self):
        """Batches that are under way, in every company."""
        return self.search([("state", "in", OPEN_STATES)])
