from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveHandover(models.Model):
    """A handover 移交 against signatures: nothing is filed until all have signed (A9)."""

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

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    kind = fields.Selection([("filing", "Filing")], required=True, default="filing", readonly=True)
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
    receiver_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    department_id = fields.Many2one("hr.department", readonly=True, ondelete="restrict")
    supervisor_needed = fields.Boolean(readonly=True)
    supervisor_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        help="Signs as the third: neither the giver nor the receiver.",
    )
    date_done = fields.Datetime(readonly=True, copy=False)
    note = fields.Text("Differences")
    line_ids = fields.One2many("property.archive.handover.line", "handover_id", "List")
    line_count = fields.Integer(compute="_compute_line_count")
    returned_count = fields.Integer(compute="_compute_line_count")
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
        if set(self.sudo().mapped("state")) <= {"draft", "given", "received"}:
            return {"note", "supervisor_id", "line_ids"}
        return set()

    @api.depends("line_ids.result")
    def _compute_line_count(self):
        for handover in self:
            handover.line_count = len(handover.line_ids)
            handover.returned_count = len(
                handover.line_ids.filtered(lambda line: line.result == "returned")
            )

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("A handover is cancelled, never deleted."))

    # -- filing -----------------------------------------------------------------------------

    @api.model
    def _prepare_filing(self, records):
        """Make a handover for each company of these drafts and submit them.

        :param records: locked ``property.archive.record`` drafts
        :rtype: property.archive.handover
        """
        handovers = self.sudo().browse()
        sequence = self.env["ir.sequence"].sudo()
        for company, batch in records.sudo().grouped("company_id").items():
            handover = self.sudo()._create_protected(
                [
                    {
                        "name": sequence.with_company(company).next_by_code(self._name),
                        "company_id": company.id,
                        "giver_id": self.env.uid,
                        "department_id": batch.department_id[:1].id,
                        "supervisor_needed": any(batch.category_id.mapped("supervisor_signs")),
                    }
                ]
            )
            handovers |= handover
            self.env["property.archive.handover.line"].sudo()._create_protected(
                [
                    {
                        "handover_id": handover.id,
                        "record_id": record.id,
                        "page_count": record.page_count,
                    }
                    for record in batch
                ]
            )
            batch._write_protected({"state": "submitted", "submitter_id": self.env.uid})
        return handovers.sudo(False)

    def action_cancel(self):
        """Take back what is not received yet."""
        self.check_access("read")
        for handover in self:
            if handover.state not in ("draft", "given") or handover.giver_id != self.env.user:
                raise UserError(
                    self.env._(
                        "Only the giver takes back a handover, and only before it is received."
                    )
                )
        self.sudo().line_ids._give_back(self.env._("Taken back by the giver."))
        self.sudo()._write_protected({"state": "cancelled"})
        return True

    def action_accept_all(self):
        """Accept every line that was not returned."""
        return self.line_ids.filtered(lambda line: line.result == "pending").action_accept()

    def action_place_lines(self):
        """Choose one place for all lines that are still to be checked."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_place_wizard_action"
        )
        lines = self.line_ids.filtered(lambda line: line.result == "pending")
        action["context"] = {"active_model": lines._name, "active_ids": lines.ids}
        return action

    def action_sign(self, image):
        """Sign with the part the current user has: giver, receiver or supervisor.

        The last signature files the accepted records, all of them or none.

        :param image: base64 of the drawn signature
        :raise UserError: when it is not the current user's turn
        """
        for handover in self:
            handover.check_access("read")
            handover._lock()
            role = handover._role_to_sign()
            handover._sign(role, image)
            getattr(handover, f"_after_{role}_signed")()
        return True

    def _lock(self):
        self.flush_recordset()
        self.env.cr.execute(
            "SELECT id FROM property_archive_handover WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            (self.ids,),
        )
        self.invalidate_recordset(["state"], flush=False)

    def _role_to_sign(self):
        """The part in which the current user signs now.

        :raise UserError: when it is somebody else's turn
        """
        me = self.env.user
        same = me._archive_same_person()
        if self.state == "draft" and self.giver_id == me:
            return "giver"
        if self.state == "given":
            if self.giver_id in same:
                raise UserError(self.env._("Whoever hands over does not receive."))
            if me.has_group("property_archive.group_property_archive_archivist"):
                return "receiver"
        if self.state == "received":
            if (self.giver_id | self.receiver_id) & same:
                raise UserError(self.env._("A supervisor is neither giver nor receiver."))
            if self.supervisor_id == me:
                return "supervisor"
        states = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "%(handover)s is “%(state)s”: you have nothing to sign on it now.",
                handover=self.name,
                state=states[self.state],
            )
        )

    def _after_giver_signed(self):
        self.sudo()._write_protected({"state": "given"})

    def _after_receiver_signed(self):
        undecided = self.line_ids.filtered(lambda line: line.result == "pending")
        if undecided:
            raise UserError(
                self.env._(
                    "Accept or return each line first; still open: %s",
                    ", ".join(undecided.sudo().record_id[:5].mapped("display_name")),
                )
            )
        self.sudo()._write_protected({"receiver_id": self.env.uid, "state": "received"})
        if not self.supervisor_needed:
            self._complete()
        elif not self.supervisor_id:
            raise UserError(self.env._("Name the supervisor who signs this handover."))

    def _after_supervisor_signed(self):
        self._complete()

    def _complete(self):
        """All have signed: file what was accepted, in one transaction."""
        accepted = self.sudo().line_ids.filtered(lambda line: line.result == "accepted")
        accepted.record_id._lock_rows()
        for location, lines in accepted.grouped("location_id").items():
            records = lines.record_id
            if records.filtered(lambda record: record.state != "submitted"):
                raise UserError(self.env._("A record of this handover changed meanwhile: reload."))
            records._file(location)
        self.sudo()._write_protected({"state": "done", "date_done": fields.Datetime.now()})

    def _get_records_action(self, name=None, **kwargs):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_handover_action"
        )
        if len(self) == 1:
            action.update(res_id=self.id, view_mode="form", views=[(False, "form")])
        action["domain"] = [("id", "in", self.ids)]
        return action
