from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: What is looked at on paper before it is accepted (000 1.1.2 ①, 003-15 一 5).
ACCEPTANCE_POINTS = ("paper_right", "size_right", "ink_right", "legible")


class PropertyArchiveHandoverLine(models.Model):
    """One record on a handover list 移交清单."""

    _name = "property.archive.handover.line"
    _description = "Handover Line"
    _inherit = ["property.archive.protected"]
    _order = "handover_id, id"
    _check_company_auto = True

    handover_id = fields.Many2one(
        "property.archive.handover",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(related="handover_id.company_id", store=True)
    state = fields.Selection(related="handover_id.state")
    record_id = fields.Many2one(
        "property.archive.record",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    record_name = fields.Char("Title", compute="_compute_record_name")
    completeness = fields.Integer("Completeness (%)", compute="_compute_record_name")
    missing_pieces = fields.Char(compute="_compute_record_name")
    asked_pieces = fields.Char("Not Said of", compute="_compute_record_name")
    page_count = fields.Integer("Pages Counted")
    location_id = fields.Many2one(
        "property.archive.location", "Place", ondelete="restrict", check_company=True
    )
    result = fields.Selection(
        [("pending", "To Check"), ("accepted", "Accepted"), ("returned", "Returned")],
        required=True,
        default="pending",
        readonly=True,
    )
    open = fields.Boolean(
        default=True, readonly=True, copy=False, help="The record is not free for another list."
    )
    reason = fields.Char(readonly=True)
    note = fields.Char("Difference")
    missing_note = fields.Char(
        "Missing Because",
        size=255,
        help="Why pieces are missing and when they come: the giver notes it before signing,"
        " and both sign it.",
    )
    missing = fields.Char("Missing at Receipt", readonly=True)
    paper_right = fields.Boolean("Paper and Format", help="Paper and format are as required.")
    size_right = fields.Boolean("Size", help="The sheets have the size of the file.")
    ink_right = fields.Boolean(
        "Ink", help="Brush, blue-black or carbon ink; no ballpoint, pencil or pure blue."
    )
    legible = fields.Boolean("Legible", help="Writing, stamps and signatures can be read.")

    _pages_positive = models.Constraint("CHECK (page_count >= 0)", "Pages cannot be negative.")
    _open_uniq = models.UniqueIndex(
        "(record_id) WHERE open",
        "This record is on another open handover.",
    )

    def _editable_fields(self):
        # only who receives counts, notes and places, and only while checking
        me, handovers = self.env.user, self.sudo().handover_id
        if all(h.state == "given" and h._is_receiver(me) for h in handovers):
            return {"page_count", "location_id", "note", *ACCEPTANCE_POINTS}
        # what is missing the giver notes before signing, so that both sign it
        if all(h.state == "draft" and h.giver_id == me for h in handovers):
            return {"missing_note"}
        return set()

    @api.constrains("page_count")
    def _check_page_count(self):
        for line in self.filtered(lambda line: line.page_count < 0):
            raise ValidationError(
                self.env._(
                    "%(line)s: %(pages)s pages counted. Pages cannot be negative: count again.",
                    line=line.display_name,
                    pages=line.page_count,
                )
            )

    @api.constrains("location_id")
    def _check_location(self):
        """A place that is none for a record is refused when it is named, not after the
        signatures (B8, C1)."""
        for place, lines in self.sudo().filtered("location_id").grouped("location_id").items():
            lines.record_id._check_goes_to(place)

    @api.depends("record_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.sudo().record_id.display_name

    @api.depends_context("uid")
    @api.depends("record_id")
    def _compute_record_name(self):
        """What only those read who see the record: a receiver may not do so yet."""
        titles = self.record_id._archive_titles()
        for line in self:
            record = line.record_id.browse(line.record_id.id if line.record_id.id in titles else ())
            line.record_name = titles.get(record.id)
            line.completeness = record.completeness
            line.missing_pieces = record.missing_pieces
            line.asked_pieces = record.state == "submitted" and record.asked_pieces

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("A line leaves a handover by being returned."))

    def _check_receiver(self):
        self.handover_id.check_access("read")
        me = self.env.user
        same = me._archive_same_person()
        for line in self:
            handover = line.handover_id
            handover._check_state("given")
            if line.result != "pending":
                raise UserError(self.env._("%s is not to be checked now.", line.display_name))
            if handover.giver_id in same:
                raise UserError(self.env._("Whoever hands over does not receive."))
        for handover in self.handover_id:
            if not handover._is_receiver(me):
                raise UserError(
                    self.env._(
                        "%(handover)s is received by %(receiver)s.",
                        handover=handover.name,
                        receiver=handover.sudo().receiver_id.name or self.env._("an archivist"),
                    )
                )

    def action_accept(self):
        """Accept these lines: complete, legible, originals, with a place to go to.

        :raise UserError: when a piece that the category requires is missing, a copy is
            not allowed, or no place is named
        """
        self._check_receiver()
        self._check_cleared()
        # read at once what is looked at line by line
        self.filtered(lambda line: not line.handover_id.receiver_id).record_id.mapped(
            "enclosure_ids.form"
        )
        for line in self:
            # an archivist reads what they receive; a named receiver sees it only afterwards
            record = line.sudo(bool(line.handover_id.receiver_id)).record_id
            moves = line.handover_id.kind not in ("department_move", "succession")
            if record.state == "submitted":
                line._check_whole(record)
            if moves and record.medium != "electronic" and not line.location_id:
                raise UserError(self.env._("Name the place for %s first.", record.display_name))
            line.sudo()._write_protected(
                {"missing": record.state == "submitted" and record.missing_pieces}
            )
        self.sudo()._write_protected({"result": "accepted"})
        return True

    def _check_cleared(self):
        """Raise when a named receiver is not cleared for something listed (B2).

        They take over records that they do not see before all have signed.
        """
        ranks = self.env["property.archive.clearance"].sudo()._running_ranks(self.env.user)
        for record in self.sudo().filtered("handover_id.receiver_id").record_id:
            level = record.level_id
            if level.clearance_required and level.rank > ranks.get(record.company_id, -1):
                raise UserError(
                    self.env._(
                        "%(record)s is %(level)s and you are not cleared for it: return it, or"
                        " let somebody cleared receive it.",
                        record=record.display_name,
                        level=level.name,
                    )
                )

    def _check_whole(self, record):
        """Raise when a draft lacks a piece or holds a copy that is not allowed (A6, A8).

        An incomplete file is received where the giver noted what is missing (003-9 四 1).
        """
        if record.missing_pieces and not (self.sudo().missing_note or "").strip():
            raise UserError(
                self.env._(
                    "%(record)s is incomplete: %(pieces)s. Return it with a reason; it can be"
                    " received where the giver noted before signing why something is missing.",
                    record=record.display_name,
                    pieces=record.missing_pieces,
                )
            )
        record._check_originals()
        self._check_points(record)

    def _check_points(self, record):
        """Raise when what the category wants ticked on paper is not ticked (A8, J8)."""
        if not record.category_id.acceptance_ticked or record.medium not in ("paper", "both"):
            return
        open_points = [
            self._fields[name]._description_string(self.env)
            for name in ACCEPTANCE_POINTS
            if not self[name]
        ]
        if open_points:
            raise UserError(
                self.env._(
                    "%(record)s: tick what you looked at and found right: %(points)s. What is"
                    " not right is returned with a reason.",
                    record=record.display_name,
                    points=", ".join(open_points),
                )
            )

    def action_tick(self):
        """Tick every point of acceptance on these lines: all of it was found right."""
        self._check_receiver()
        self.write(dict.fromkeys(ACCEPTANCE_POINTS, True))
        return True

    def action_return(self, reason=None):
        """Give these records back to the clerk (A8).

        :param str reason: what has to be mended; without one a dialog asks for it
        """
        if not reason or not reason.strip():
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Return"),
                "res_model": "property.archive.return.wizard",
                "view_mode": "form",
                "target": "new",
                "context": {"active_model": self._name, "active_ids": self.ids},
            }
        self._check_receiver()
        self._give_back(reason.strip())
        return True

    def _give_back(self, reason):
        """Return these lines; what was a draft is one again, and its clerk is told why (A8)."""
        lines = self.sudo().filtered(lambda line: line.result != "returned")
        lines._write_protected({"result": "returned", "reason": reason, "open": False})
        lines.flush_recordset()
        lines.record_id._lock_rows()
        drafts = lines.record_id.filtered(lambda record: record.state == "submitted")
        drafts._write_protected({"state": "draft", "return_reason": reason})
        for record in drafts:
            record.activity_schedule(
                "property_archive.mail_activity_type_returned",
                note=reason,
                user_id=record.submitter_id.id,
            )
        self.env["property.archive.log"]._log("returned", lines.record_id)
