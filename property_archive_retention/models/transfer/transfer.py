from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.property_archive.blockers import format_blockers

OPEN_STATES = ("draft", "to_approve", "approved", "sent")


class PropertyArchiveTransfer(models.Model):
    """Records go to a company archive or a parent for good 移交 (E8).

    List, approval, package, signatures of both sides. Nothing changes on the records
    before the receipt is confirmed.
    """

    _name = "property.archive.transfer"
    _description = "Transfer of Records"
    _inherit = ["property.archive.disposal.mixin", "property.archive.signature.mixin"]
    _sequence_code = "property.archive.transfer"

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "To Approve"),
            ("approved", "To Hand Over"),
            ("sent", "Receipt to Confirm"),
            ("done", "Transferred"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    giver_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    destination_id = fields.Many2one(
        "res.partner",
        "Receiving Archive",
        ondelete="restrict",
        help="The company archive, parent company or state archive that keeps them.",
    )
    receiver_id = fields.Many2one(
        "res.partner",
        "Receiver",
        ondelete="restrict",
        help="The person who signs for the receipt: a user, or a contact who signs on the"
        " giver's screen.",
    )
    reason = fields.Text()
    stop_reason = fields.Text(readonly=True, copy=False)
    participant_ids = fields.Many2many(
        "res.users",
        "property_archive_transfer_participant_rel",
        "transfer_id",
        "user_id",
    )
    date_sent = fields.Datetime(readonly=True, copy=False)
    date_done = fields.Datetime(readonly=True, copy=False)
    package_hash = fields.Char(
        "SHA-256 of the Package Manifest",
        readonly=True,
        copy=False,
        help="Of manifest-sha256.txt in the package that was handed over.",
    )
    line_ids = fields.One2many("property.archive.transfer.line", "transfer_id", "List")
    line_count = fields.Integer("Records", compute="_compute_line_count")
    my_turn = fields.Char(compute="_compute_my_turn")

    _name_uniq = models.UniqueIndex("(company_id, name) WHERE name <> '/'", "This number is taken.")

    # -- computes and constraints -------------------------------------------------------

    @api.depends("line_ids")
    def _compute_line_count(self):
        counts = dict(
            self.env["property.archive.transfer.line"]
            .sudo()
            ._read_group([("transfer_id", "in", self.ids)], ["transfer_id"], ["__count"])
        )
        for transfer in self:
            transfer.line_count = counts.get(transfer.sudo(), 0)

    @api.depends_context("uid")
    @api.depends("state", "giver_id", "receiver_id")
    def _compute_my_turn(self):
        for transfer in self:
            transfer.my_turn = transfer._turn()

    def _turn(self):
        """What the current user signs now: ``giver``, ``receiver``, ``outsider`` or False."""
        self.ensure_one()
        user = self.env.user
        receiver = self.sudo().receiver_id
        if self.state == "approved" and self.giver_id == user:
            return "giver"
        if self.state == "sent" and receiver == user.partner_id:
            return "receiver"
        if self.state == "sent" and self.giver_id == user:
            return "outsider" if not receiver.user_ids else False
        return False

    @api.constrains("giver_id", "receiver_id")
    def _check_two_sides(self):
        for transfer in self.sudo().filtered("receiver_id"):
            if transfer.receiver_id.is_company:
                raise ValidationError(
                    self.env._(
                        "%s is a company: the receiver who signs is a person.",
                        transfer.receiver_id.name,
                    )
                )
            if transfer.receiver_id in self._person_of(transfer.giver_id):
                raise ValidationError(
                    self.env._("Whoever hands over does not receive: name another one.")
                )

    # -- create, write, unlink ----------------------------------------------------------

    def _creatable_fields(self):
        return {"destination_id", "receiver_id", "reason"}

    def _editable_fields(self):
        states = set(self.sudo().mapped("state"))
        if states <= {"draft"}:
            return self._creatable_fields()
        if states <= {"approved"}:
            return {"receiver_id"}
        return set()

    def _participants(self):
        return self.giver_id | self.receiver_id.user_ids

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("A transfer is cancelled, never deleted."))

    @api.model
    def _search_open(self):
        """Transfers that are under way, in every company."""
        return self.search([("state", "in", OPEN_STATES)])

    # -- the list -----------------------------------------------------------------------

    def action_add_records(self, record_ids):
        """List records: permanent ones, and those whose rule ends with a transfer.

        :param list record_ids: ids of records the user may read
        :raise UserError: naming each record that cannot go, and why
        """
        self.ensure_one()
        self._check_archivist()
        self._lock_in_state("draft")
        records = self.env["property.archive.record"].browse(record_ids).exists()
        records.check_access("read")
        if records.company_id - self.company_id:
            raise UserError(self.env._("All records of a transfer are of one company."))
        records._check_blockers("transfer")
        self.env["property.archive.transfer.line"].sudo()._create_protected(
            [{"transfer_id": self.id, "record_id": record.id} for record in records]
        )
        return True

    # -- approval -----------------------------------------------------------------------

    def _approval_people(self):
        transfer = self.sudo()
        return transfer.giver_id | transfer.receiver_id.user_ids

    def _approval_records(self):
        return super()._approval_records() | self.sudo().line_ids.record_id

    def _approval_employee(self):
        return self.sudo().giver_id.employee_id

    def action_submit(self):
        """Ask the archive head whether these records may go."""
        self.ensure_one()
        self.check_access("write")
        self._lock_in_state("draft")
        if not self.destination_id or not self.receiver_id:
            raise UserError(
                self.env._("Say which archive receives %s, and who signs there.", self.name)
            )
        lines = self.sudo().line_ids
        if not lines:
            raise UserError(self.env._("%s lists nothing: add records first.", self.name))
        # its own open transfer is no reason against it
        self._check_records()
        self.sudo()._write_protected({"state": "to_approve"})
        self.sudo()._approval_start({self.sudo(): ["archive_head"]})
        self._note_participants()
        return True

    def _check_records(self):
        """Lock the records and ask again what stands against their transfer."""
        records = self.sudo().line_ids.record_id
        records._lock_rows()
        for record, blockers in records._get_blockers("transfer").items():
            blockers = [blocker for blocker in blockers if blocker.document != self]
            if blockers:
                raise UserError(
                    self.env._(
                        "%(record)s cannot be transferred: %(reasons)s.",
                        record=record.display_name,
                        reasons=format_blockers(self.env, blockers),
                    )
                )

    def _approval_recheck(self):
        for transfer in self:
            transfer._check_records()

    def _approval_done(self):
        self.sudo()._write_protected({"state": "approved"})

    def _approval_refused(self, reason):
        self.sudo()._write_protected({"state": "refused", "stop_reason": reason})

    def action_cancel(self, reason=None):
        """Take the transfer back; what was handed over has to be fetched.

        :param str reason: once the giver has signed; without one a dialog asks for it
        """
        for transfer in self:
            transfer._lock_in_state("draft", "to_approve", "approved", "sent")
            if self.env.user != transfer.giver_id:
                raise UserError(self.env._("Only the giver takes back a transfer."))
        if ask := self._ask_why_cancelled(reason):
            return ask
        self.sudo()._approval_cancel()
        vals = {"state": "cancelled"}
        if reason:
            vals["stop_reason"] = reason
        self.sudo()._write_protected(vals)
        self._note_cancelled(reason)
        return True
