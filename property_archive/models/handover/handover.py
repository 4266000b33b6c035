from odoo import api, fields, models
from odoo.exceptions import UserError

#: States in which somebody still has to sign.
OPEN_STATES = ("draft", "given", "received")


class PropertyArchiveHandover(models.Model):
    """A handover 移交 against signatures: nothing happens until all have signed (A9).

    Its effect after the last signature depends on its kind: see
    ``handover_kind.py``.
    """

    _name = "property.archive.handover"
    _description = "Handover"
    _inherit = [
        "property.archive.protected",
        "property.archive.signature.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _archive_guards_files = True
    _open_after_signature = frozenset(
        {"note", "supervisor_id", "line_ids", "agreement", "agreement_name", "inspection_note"}
    )
    _next_signers = ("supervisor_id",)

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    kind = fields.Selection(
        [
            ("filing", "Filing"),
            ("periodic", "To the central archive"),
            ("custody", "Custody intake"),
            ("department_move", "To another department"),
            ("discharge", "Discharge of a leaver"),
            ("succession", "To a successor"),
        ],
        required=True,
        default="filing",
        readonly=True,
        index=True,
    )
    state = fields.Selection(
        [
            ("draft", "To Sign by Giver"),
            ("given", "To Check and Receive"),
            ("received", "To Sign by Supervisor"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    giver_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    receiver_id = fields.Many2one(
        "res.users",
        readonly=True,
        ondelete="restrict",
        help="Empty until it is received: any archivist receives it, or who keeps all of it.",
    )
    outside_giver_id = fields.Many2one(
        "res.partner",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        domain="[('id', 'in', outside_giver_ids)]",
        help="Who gives without a login, such as a depositor: signs on the giver's screen. Of"
        " several owners whoever comes.",
    )
    department_id = fields.Many2one("hr.department", readonly=True, ondelete="restrict")
    target_department_id = fields.Many2one(
        "hr.department", "To Department", readonly=True, ondelete="restrict"
    )
    successor_id = fields.Many2one(
        "hr.employee",
        readonly=True,
        ondelete="restrict",
        help="Answers for the records once all have signed.",
    )
    supervisor_needed = fields.Boolean(readonly=True)
    supervisor_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        help="Signs as the third: neither the giver nor the receiver.",
    )
    date_done = fields.Datetime(readonly=True, copy=False)
    cancel_reason = fields.Char(readonly=True, copy=False)
    note = fields.Text("Differences")
    agreement = fields.Binary(
        "Custody Agreement",
        copy=False,
        attachment=True,
        help="The signed agreement 托管协议: nothing is taken in without it.",
    )
    agreement_name = fields.Char(copy=False)
    inspection_note = fields.Text(
        "Inspection",
        copy=False,
        help="What was looked at when it came in, and in what condition it was.",
    )
    my_turn = fields.Selection(
        [("giver", "Giver"), ("receiver", "Receiver"), ("supervisor", "Supervisor")],
        "I Sign as",
        compute="_compute_my_turn",
    )
    line_ids = fields.One2many("property.archive.handover.line", "handover_id", "List")
    line_count = fields.Integer(compute="_compute_line_count")
    returned_count = fields.Integer(compute="_compute_line_count")
    pending_count = fields.Integer("To Check", compute="_compute_line_count")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        readonly=True,
        ondelete="restrict",
    )

    def _creatable_fields(self):
        return set()

    def _editable_fields(self):
        handovers, me = self.sudo(), self.env.user
        states = set(handovers.mapped("state"))
        names = set()
        if states <= {"draft"}:
            names |= {"supervisor_id", "line_ids"}
            if set(handovers.mapped("kind")) == {"custody"}:
                names.add("outside_giver_id")
        elif all(handover._is_receiver(me) for handover in handovers):
            # what the receiver adds before their own signature
            if states <= {"given"}:
                names |= {"note", "inspection_note", "supervisor_id", "line_ids"}
            elif states <= {"received"}:
                names.add("supervisor_id")
        # what the giver signed stays; what was not there then is added
        if states <= {"draft"} or (states <= {"given"} and not any(handovers.mapped("agreement"))):
            names |= {"agreement", "agreement_name"}
        return names

    def _check_archive_files(self, operation):
        """Hook of ``ir.attachment``: files of a signed handover cannot be changed."""
        self._check_state(
            "draft",
            "given",
            rule=self.env._("The files of a handover that was received are kept."),
        )
        if operation != "create":
            self._check_unsigned()

    @api.depends("line_ids.result")
    def _compute_line_count(self):
        lines = self.env["property.archive.handover.line"].sudo()
        counts = {}
        for handover, result, count in lines._read_group(
            [("handover_id", "in", self.ids)], ["handover_id", "result"], ["__count"]
        ):
            counts.setdefault(handover.id, {})[result] = count
        for handover in self:
            results = counts.get(handover.id, {})
            handover.line_count = sum(results.values())
            handover.returned_count = results.get("returned", 0)
            handover.pending_count = results.get("pending", 0)

    @api.depends_context("uid")
    @api.depends("state", "giver_id", "receiver_id", "supervisor_id")
    def _compute_my_turn(self):
        for handover in self:
            handover.my_turn = handover._turn()

    def _turn(self):
        """Part the current user may sign now: ``giver``, ``receiver``, ``supervisor`` or False."""
        me = self.env.user
        if self.state == "draft" and self.giver_id == me:
            return "giver"
        if self.state == "given" and self._is_receiver(me):
            return "receiver"
        if self.state == "received" and self.supervisor_id == me:
            return "supervisor"
        return False

    def _is_receiver(self, user):
        """Whether this user receives: as named receiver, or as archivist of all listed records."""
        if self.receiver_id:
            return self.receiver_id == user
        return self.giver_id != user and self._is_archivist()

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("A handover is cancelled, never deleted."))

    # -- operations -------------------------------------------------------------------------

    def action_accept_all(self):
        """Accept every line that was not returned; a dialog asks for the place that is missing."""
        lines = self.line_ids.filtered(lambda line: line.result == "pending")
        homeless = lines.filtered(lambda line: line._needs_place() and not line.location_id)
        if homeless and len(self) == 1:
            lines._check_receiver()
            return self._ask_place(homeless, archive_accept=True)
        return lines.action_accept()

    def action_tick_all(self):
        """Tick the points of acceptance of every line that is still to be checked."""
        return self.line_ids.filtered(lambda line: line.result == "pending").action_tick()

    def action_place_lines(self):
        """Choose one place for all lines that are still to be checked."""
        self.ensure_one()
        return self._ask_place(self.line_ids.filtered(lambda line: line.result == "pending"))

    def _ask_place(self, lines, **context):
        """The dialog in which one place is chosen for lines.

        :param lines: ``property.archive.handover.line``
        :param context: what the dialog does besides
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_place_wizard_action"
        )
        action["context"] = {"active_model": lines._name, "active_ids": lines.ids, **context}
        return action

    def action_print(self):
        """The handover list 移交清单 with its signatures."""
        self.check_access("read")
        return self.env.ref("property_archive.action_report_handover").report_action(self)
