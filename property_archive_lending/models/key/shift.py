from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.property_archive.groups import KEEPER
from odoo.addons.property_archive.notify import tell
from odoo.addons.property_archive.selections import KEPT_STATES


class PropertyArchiveKeyShift(models.Model):
    """A shift hands the keys to the next one, counted and signed 钥匙交接单 (J13).

    The pieces of each key are counted by whoever gives, and counted again by whoever
    takes over; both sign, and what differs is noted, told to the manager and kept (004
    §6 1.1.1, 1.1.2).
    """

    _name = "property.archive.key.shift"
    _description = "Key Shift Hand-Over"
    _inherit = [
        "property.archive.protected",
        "property.archive.signature.mixin",
        "mail.thread",
    ]
    _order = "id desc"
    _check_company_auto = True
    _open_after_signature = frozenset({"note_taken", "line_ids"})

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    state = fields.Selection(
        [
            ("draft", "Being Counted"),
            ("given", "To Take Over"),
            ("done", "Taken Over"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=True,
    )
    giver_id = fields.Many2one(
        "res.users",
        "Handed Over By",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    receiver_id = fields.Many2one(
        "res.users",
        "Taken Over By",
        required=True,
        ondelete="restrict",
        domain="[('share', '=', False), ('id', '!=', giver_id)]",
    )
    date = fields.Datetime("Counted On", readonly=True, default=fields.Datetime.now)
    date_done = fields.Datetime("Taken Over On", readonly=True, copy=False)
    line_ids = fields.One2many("property.archive.key.shift.line", "shift_id", "Keys")
    difference_count = fields.Integer("Differences", compute="_compute_difference_count")
    note = fields.Text("Result")
    note_taken = fields.Text("Result at Taking Over", help="Added by whoever takes over.")
    cancel_reason = fields.Char(readonly=True, copy=False)
    signs_as = fields.Selection(
        [("giver", "Giver"), ("receiver", "Receiver")], "I Sign as", compute="_compute_signs_as"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name <> '/'", "This number is in use already."
    )

    def _creatable_fields(self):
        return {"receiver_id", "note"}

    def _editable_fields(self):
        me, shifts = self.env.user, self.sudo()
        if all(s.state == "draft" and s.giver_id == me for s in shifts):
            return {"receiver_id", "note", "line_ids"}
        if all(s.state == "given" and s.receiver_id == me for s in shifts):
            return {"note_taken", "line_ids"}
        return set()

    @api.depends("name")
    def _compute_display_name(self):
        for shift in self:
            shift.display_name = shift.name if shift.name != "/" else self.env._("New Hand-Over")

    @api.depends("line_ids.differs")
    def _compute_difference_count(self):
        for shift in self:
            shift.difference_count = len(shift.line_ids.filtered("differs"))

    @api.depends_context("uid")
    @api.depends("state", "giver_id", "receiver_id")
    def _compute_signs_as(self):
        for shift in self:
            shift.signs_as = shift._turn()

    def _turn(self):
        me = self.env.user
        if self.state == "draft" and self.giver_id == me:
            return "giver"
        if self.state == "given" and self.receiver_id == me:
            return "receiver"
        return False

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.user.has_group(KEEPER):
            raise UserError(self.env._("Who keeps the keys hands them to the next shift."))
        shifts = super().create(vals_list)
        for shift in shifts:
            if shift.receiver_id in shift.giver_id._archive_same_person():
                raise UserError(self.env._("Nobody takes over from themselves."))
            shift.sudo()._write_protected({"name": self._next_number(shift.company_id)})
            shift._list_keys()
        return shifts

    def _list_keys(self):
        """The keys of whoever hands over, as the register has them at this moment."""
        root = self.env["property.archive.category"]._key_root()
        keys = self.env["property.archive.record"].search(
            Domain("category_id", "child_of", root.ids)
            & Domain("state", "in", KEPT_STATES)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("kept", "=", True),
            order="reference, id",
        )
        if not keys:
            raise UserError(self.env._("You keep no keys: there is nothing to hand over."))
        out = {line.record_id: line for line in keys._out_lines()}
        self.env["property.archive.key.shift.line"].sudo()._create_protected(
            [
                {
                    "shift_id": self.id,
                    "record_id": key.id,
                    "expected": 0 if key.sudo() in out else key.quantity or 1,
                    "out_with": out[key.sudo()].borrower if key.sudo() in out else False,
                }
                for key in keys
            ]
        )

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("A shift hand-over is cancelled, never deleted."))

    # -- signing --------------------------------------------------------------------------------

    def action_sign(self, image):
        """Sign as whoever hands over, and then as whoever takes over.

        :param image: base64 of the drawn signature
        :raise UserError: when a key is not counted, a difference is not explained, or it is
            not the current user's turn
        """
        for shift in self:
            shift.check_access("read")
            shift._lock_rows()
            turn = shift._turn()
            if not turn:
                raise UserError(
                    self.env._("%s: you have nothing to sign on it now.", shift.display_name)
                )
            shift.sudo().line_ids._check_counted(turn)
            shift._sign(turn, image)
            if turn == "giver":
                shift.sudo()._write_protected({"state": "given", "date": fields.Datetime.now()})
                subject = self.env._("Keys to count and take over: %s", shift.name)
                tell(self.env, shift.sudo().receiver_id.partner_id, subject, [], shift.sudo())
                self.env["property.archive.log"]._log("shift_given", shift)
            else:
                shift.sudo()._write_protected({"state": "done", "date_done": fields.Datetime.now()})
                self.env["property.archive.log"]._log("shift_taken", shift)
                shift.sudo()._tell_differences()
        return True

    def _tell_differences(self):
        """Tell the head of the department that keeps the keys what differs."""
        lines = self.line_ids.filtered("differs")
        for category, found in lines.grouped(lambda line: line.record_id.category_id).items():
            head = category._keeping_head(self.company_id) or self.company_id.archive_head_id
            subject = self.env._("Keys differ at the shift hand-over %s", self.name)
            tell(self.env, head.partner_id, subject, found.mapped("display_name"))

    def action_cancel(self, reason=None):
        """Cancel the hand-over before the next shift takes over.

        :param str reason: once the giver has signed; without one a dialog asks for it
        """
        self._lock_in_state("draft", "given")
        if self.sudo().giver_id != self.env.user:
            raise UserError(self.env._("Only who hands over takes it back."))
        if ask := self._ask_why_cancelled(reason):
            return ask
        self.sudo()._write_protected({"state": "cancelled", "cancel_reason": reason})
        self.env["property.archive.log"]._log("shift_cancelled", self)
        self._note_cancelled(reason)
        return True

    def action_print(self):
        """The 钥匙交接单 with its counts, signatures and result."""
        self.check_access("read")
        return self.env["property.archive.register"]._action("key_shift", self.line_ids, "pdf")
