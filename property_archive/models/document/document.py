from odoo import api, fields, models

_CATEGORIES = {"incoming": "government", "outgoing": "document", "internal": "document"}


class PropertyArchiveDocument(models.Model):
    """A document that comes in, goes out or passes between departments (requirement H1).

    Incoming documents get the general manager's comment, pass to departments in turn,
    are handled, and return to the registrar; outgoing ones are reviewed by the
    general manager and numbered; a memo is signed by the head of its department. In the
    end it becomes a record that is handed in like any other. Nothing of it changes once
    it was submitted, and no number is left out.
    """

    _name = "property.archive.document"
    _description = "Document In or Out"
    _inherit = ["property.archive.request.mixin"]
    _groupable_texts = frozenset({"name", "document_number"})
    _rec_names_search = ["name", "subject", "document_number"]

    name = fields.Char("Number", readonly=True, copy=False, index=True)
    kind = fields.Selection(
        [("incoming", "Incoming"), ("outgoing", "Outgoing"), ("internal", "Internal Memo")],
        required=True,
        default="incoming",
    )
    subject = fields.Char(required=True)
    partner_id = fields.Many2one(
        "res.partner", "Other Side", ondelete="restrict", help="Who sent it, or whom it goes to."
    )
    document_number = fields.Char(help="The number its author gave it.")
    date_document = fields.Date("Document Date")
    date_received = fields.Date(
        "Registered On", required=True, default=lambda self: self.env.company._archive_today()
    )
    page_count = fields.Integer("Pages")
    category_id = fields.Many2one(
        "property.archive.category",
        required=True,
        compute="_compute_category_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        help="Where it is filed in the end.",
    )
    comment = fields.Text(
        "Comment of the General Manager", help="Written by whoever decides, before they do."
    )
    circulation_ids = fields.One2many(
        "property.archive.document.circulation", "document_id", "Passed To"
    )
    holder_id = fields.Many2one(
        "hr.employee", "Now With", compute="_compute_holder_id", compute_sudo=True
    )
    with_me = fields.Boolean(compute="_compute_with_me")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "With the Decider"),
            ("passing", "Being Passed On"),
            ("back", "Back, to Be Filed"),
            ("filed", "Record Made"),
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
    requester_id = fields.Many2one(string="Registered By")
    participant_ids = fields.Many2many(
        "res.users",
        "property_archive_document_participant_rel",
        "document_id",
        "user_id",
    )
    record_id = fields.Many2one(
        "property.archive.record", readonly=True, copy=False, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
        index=True,
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL", "This number is in use already."
    )
    _record_uniq = models.UniqueIndex(
        "(record_id) WHERE record_id IS NOT NULL", "This record was made of another document."
    )

    @api.depends("kind")
    def _compute_category_id(self):
        for document in self:
            # an invalid kind is refused by the field itself, with a message
            category = _CATEGORIES.get(document.kind, "government")
            document.category_id = document.category_id or self.env.ref(
                f"property_archive.category_{category}", raise_if_not_found=False
            )

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for document in self:
            document.display_name = " · ".join(filter(None, [document.name, document.subject]))

    @api.depends("circulation_ids.state")
    def _compute_holder_id(self):
        for document in self:
            document.holder_id = document.circulation_ids.filtered(
                lambda p: p.state == "here"
            ).employee_id

    @api.depends("circulation_ids.state")
    @api.depends_context("uid")
    def _compute_with_me(self):
        for document in self:
            document.with_me = any(document.circulation_ids.mapped("is_mine"))

    # -- what may be set ----------------------------------------------------------------------

    def _creatable_fields(self):
        return {
            "kind",
            "subject",
            "partner_id",
            "document_number",
            "date_document",
            "date_received",
            "page_count",
            "category_id",
            "circulation_ids",
        }

    def _editable_fields(self):
        states = set(self.sudo().mapped("state"))
        if states <= {"draft"}:
            return self._creatable_fields()
        if states <= {"to_approve"} and all(self.mapped("can_approve")):
            return {"comment", "circulation_ids"}
        return {"circulation_ids"} if states <= {"passing", "back"} else set()

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._note_participants()
        return documents

    def write(self, vals):
        result = super().write(vals)
        if "circulation_ids" in vals:
            self._note_participants()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_draft_only(self):
        self.sudo()._check_state(
            "draft", rule=self.env._("What was registered is never deleted: cancel it.")
        )

    def _participants(self):
        passed = self.circulation_ids.filtered(lambda p: p.state != "waiting")
        return super()._participants() | passed.employee_id.user_id
