from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: States in which an estate is on its way, and its files stay as they are on the list.
BINDING_STATES = ("to_approve", "writing", "verifying", "failed", "written")
OPEN_STATES = ("draft", "listing", "listed", *BINDING_STATES)


class PropertyArchiveEstateTransfer(models.Model):
    """Handing over an estate 项目移交 to its next company (物业管理条例 第三十九条).

    Everything of the estate is listed: what goes in original, what in copy and what stays by law.
    An executive agrees, a job writes the package, and the giver, the owners' committee and the
    receiver sign. With the last signature, in the same transaction, the files are transferred and
    the estate is given up: before it all of them are here, afterwards all of them are there.
    """

    _name = "property.archive.estate.transfer"
    _description = "Handing Over an Estate"
    _inherit = [
        "property.archive.participant.mixin",
        "property.archive.written.package",
        "property.archive.signature.mixin",
    ]
    _lock_fields = None
    # shown by the receiver, who has the package in their hands
    _open_after_signature = frozenset({"proof"})

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    project_id = fields.Many2one(
        "property.archive.project",
        "Estate",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    successor_id = fields.Many2one(
        "res.partner",
        "Next Company",
        ondelete="restrict",
        tracking=True,
        help="The company that looks after the estate from now on, or the owners' committee.",
    )
    receiver_id = fields.Many2one(
        "res.partner",
        "Receiver",
        ondelete="restrict",
        help="The person who signs for the successor, on the screen of whoever hands over.",
    )
    committee_id = fields.Many2one(
        "res.partner",
        "Owners' Committee",
        ondelete="restrict",
        compute="_compute_committee_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Signs as the third party. Empty: there is none, and two sign.",
    )
    giver_id = fields.Many2one(
        "res.users",
        "Handed Over By",
        required=True,
        readonly=True,
        copy=False,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    reason = fields.Text(help="Why the estate is given up, such as the end of the contract.")
    date = fields.Date(
        "Planned For", required=True, default=lambda self: self.env.company._archive_today()
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("listing", "Being Listed"),
            ("listed", "Listed"),
            ("to_approve", "To Approve"),
            ("writing", "Package Being Written"),
            ("verifying", "Package Being Verified"),
            ("failed", "Package Failed"),
            ("written", "To Sign"),
            ("done", "Handed Over"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    stop_reason = fields.Text(readonly=True, copy=False)
    participant_ids = fields.Many2many(
        "res.users",
        "property_archive_estate_transfer_participant_rel",
        "transfer_id",
        "user_id",
    )
    line_ids = fields.One2many("property.archive.estate.transfer.line", "transfer_id", "List")
    obstacle_ids = fields.One2many(
        "property.archive.estate.transfer.obstacle", "transfer_id", "In the Way", readonly=True
    )
    obstacle_count = fields.Integer("Number in the Way", compute="_compute_counts")
    original_count = fields.Integer("In Original", compute="_compute_counts")
    copy_count = fields.Integer("In Copy", compute="_compute_counts")
    kept_count = fields.Integer("Stay Here", compute="_compute_counts")
    unit_count = fields.Integer("Units", compute="_compute_counts")
    date_done = fields.Datetime("Handed Over On", readonly=True, copy=False)
    receipt_number = fields.Char("Receipt", readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
        index=True,
    )

    _name_uniq = models.UniqueIndex("(company_id, name) WHERE name <> '/'", "This number is taken.")
    _running_uniq = models.UniqueIndex(
        "(project_id) WHERE state NOT IN ('done', 'cancelled')",
        "This estate is being handed over already.",
    )

    @api.depends("project_id")
    def _compute_committee_id(self):
        for transfer in self:
            transfer.committee_id = transfer.committee_id or transfer.project_id.committee_id

    @api.depends("name", "project_id.name")
    def _compute_display_name(self):
        for transfer in self:
            transfer.display_name = (
                f"{transfer.name} · {transfer.project_id.name}"
                if transfer.name != "/"
                else self.env._("New Handing Over")
            )

    @api.depends("line_ids.manner", "obstacle_ids")
    def _compute_counts(self):
        lines = self.env["property.archive.estate.transfer.line"].sudo()
        counts = {}
        for transfer, manner, records, units in lines._read_group(
            [("transfer_id", "in", self.ids)],
            ["transfer_id", "manner"],
            ["record_id:count", "unit_id:count"],
        ):
            counts[transfer.id, manner] = records
            counts[transfer.id, "units"] = counts.get((transfer.id, "units"), 0) + units
        obstacles = self.env["property.archive.estate.transfer.obstacle"].sudo()
        found = {
            transfer.id: count
            for transfer, count in obstacles._read_group(
                [("transfer_id", "in", self.ids)], ["transfer_id"], ["__count"]
            )
        }
        for transfer in self:
            own = transfer._origin.id
            transfer.original_count = counts.get((own, "original"), 0)
            transfer.copy_count = counts.get((own, "copy"), 0)
            transfer.kept_count = counts.get((own, "kept"), 0)
            transfer.unit_count = counts.get((own, "units"), 0)
            transfer.obstacle_count = found.get(own, 0)

    @api.constrains("receiver_id", "giver_id", "successor_id")
    def _check_two_sides(self):
        for transfer in self.sudo():
            if transfer.receiver_id.is_company:
                raise ValidationError(
                    self.env._(
                        "%s is a company: the receiver who signs is a person.",
                        transfer.receiver_id.name,
                    )
                )
            own = transfer.giver_id._archive_same_person().partner_id
            if transfer.receiver_id & own or transfer.successor_id & (
                own | transfer.company_id.partner_id
            ):
                raise ValidationError(
                    self.env._("Whoever hands over does not receive: name another one.")
                )

    # -- what may be set ----------------------------------------------------------------------

    def _creatable_fields(self):
        return {
            "project_id",
            "successor_id",
            "receiver_id",
            "committee_id",
            "reason",
            "date",
            "company_id",
        }

    def _editable_fields(self):
        states = set(self.sudo().mapped("state"))
        if states <= {"draft", "listed"}:
            # the lines say for themselves what of them may be changed
            return self._creatable_fields() - {"project_id", "company_id"} | {"line_ids"}
        return {"receiver_id", "proof"} if states <= {"written"} else set()

    @api.model_create_multi
    def create(self, vals_list):
        transfers = super().create(vals_list)
        for transfer in transfers.sudo():
            transfer.project_id._check_running()
            transfer._write_protected({"name": self._next_number(transfer.company_id)})
        transfers._note_participants()
        return transfers

    def write(self, vals):
        result = super().write(vals)
        self._note_participants()
        return result

    def _participants(self):
        return self.giver_id

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("Handing over an estate is cancelled, never deleted."))
