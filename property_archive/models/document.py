from odoo import api, fields, models
from odoo.exceptions import UserError

_ROLES = {
    "incoming": "general_manager",
    "outgoing": "general_manager",
    "internal": "department_head",
}
_CATEGORIES = {"incoming": "government", "outgoing": "document", "internal": "document"}


class PropertyArchiveDocument(models.Model):
    """A document that comes in, goes out or passes between departments (requirement H1).

    What comes in is commented by the general manager, passed to departments in turn,
    handled, and comes back to whoever registered it; what goes out is reviewed by the
    general manager and numbered; a memo is signed by the head of its department. In the
    end it becomes a record that is handed in like any other. Nothing of it changes once
    it was submitted, and no number is left out.
    """

    _name = "property.archive.document"
    _description = "Document In or Out"
    _inherit = ["property.archive.request.mixin"]
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
        "Registered On", required=True, default=lambda self: fields.Date.context_today(self)
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
    pass_ids = fields.One2many("property.archive.document.pass", "document_id", "Passed To")
    holder_id = fields.Many2one(
        "hr.employee", "Now With", compute="_compute_holder_id", compute_sudo=True
    )
    with_me = fields.Boolean(compute="_compute_with_me")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "With the Decider"),
            ("passing", "Being Passed On"),
            ("back", "Back"),
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
            document.category_id = document.category_id or self.env.ref(
                f"property_archive.category_{_CATEGORIES[document.kind or 'incoming']}",
                raise_if_not_found=False,
            )

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for document in self:
            document.display_name = " · ".join(filter(None, [document.name, document.subject]))

    @api.depends("pass_ids.state")
    def _compute_holder_id(self):
        for document in self:
            document.holder_id = document.pass_ids.filtered(lambda p: p.state == "here").employee_id

    @api.depends("pass_ids.state")
    @api.depends_context("uid")
    def _compute_with_me(self):
        for document in self:
            document.with_me = any(document.pass_ids.mapped("is_mine"))

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
            "pass_ids",
        }

    def _editable_fields(self):
        states = set(self.sudo().mapped("state"))
        if states <= {"draft"}:
            return self._creatable_fields()
        if states <= {"to_approve"} and all(self.mapped("can_approve")):
            return {"comment", "pass_ids"}
        return {"pass_ids"} if states <= {"passing", "back"} else set()

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._note_participants()
        return documents

    def write(self, vals):
        result = super().write(vals)
        if "pass_ids" in vals:
            self._note_participants()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_draft_only(self):
        if self.sudo().filtered(lambda document: document.state != "draft"):
            raise UserError(self.env._("What was registered is never deleted: cancel it."))

    def _participants(self):
        passed = self.pass_ids.filtered(lambda p: p.state != "waiting")
        return super()._participants() | passed.employee_id.user_id

    def _take(self, states):
        """Lock these documents, which must be in one of some states.

        :param states: values of ``state``
        :raise UserError: for any other
        """
        self.check_access("write")
        self._lock_rows()
        self.sudo()._check_state(*states)

    def _check_requester(self):
        if self.sudo().filtered(lambda document: document.requester_id != self.env.user):
            raise UserError(self.env._("Whoever registered the document does this."))

    # -- approval -----------------------------------------------------------------------------

    def action_submit(self):
        """Register it and lay it before whoever decides."""
        self._take(["draft"])
        self._check_requester()
        for document in self.sudo():
            document._write_protected({"state": "to_approve"})
            if document.kind == "incoming":
                # signed for and registered as it arrives; others are numbered when decided
                document._number()
            document.flush_recordset()
            document._approval_start({document: [_ROLES[document.kind]]})
            document._note_participants()
        return True

    def _number(self):
        self.ensure_one()
        number = self._next_number(self.company_id, f"{self._name}.{self.kind}")
        self._write_protected({"name": number})

    def _approval_done(self):
        for document in self.sudo():
            document._lock_rows()
            if not document.name:
                document._number()
            document._write_protected({"state": "passing"})
            document._pass_on()
        self.env["property.archive.log"]._log("document_decided", self)

    # -- passing on ---------------------------------------------------------------------------

    def _pass_on(self):
        """Give it to the next one in turn; back to whoever registered it when all are done."""
        for document in self.sudo():
            if document.pass_ids.filtered(lambda p: p.state == "here"):
                continue
            following = document.pass_ids.filtered(lambda p: p.state == "waiting")[:1]
            if following:
                following._arrive()
            else:
                document._write_protected({"state": "back"})
                document.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=document.requester_id.id,
                    summary=self.env._("File it, with the original and what was done"),
                )
            document._note_participants()

    def action_pass_on(self):
        """Pass it to those who were added after it had come back."""
        self._take(["back", "passing"])
        self._check_requester()
        for document in self.sudo():
            if not document.pass_ids.filtered(lambda p: p.state == "waiting"):
                raise UserError(self.env._("Say first to whom it is passed."))
            document._write_protected({"state": "passing"})
            document._pass_on()
        return True

    def action_done(self, result=None):
        """Say what was done, as whoever has it: see the stop's own ``action_done``."""
        for document in self:
            mine = document.pass_ids.filtered("is_mine")
            if not mine:
                raise UserError(self.env._("%s is not with you.", document.display_name))
            action = mine.action_done(result)
        return action

    def action_chase(self):
        """Remind whoever has it."""
        self._take(["passing"])
        for held in self.sudo().pass_ids.filtered(lambda p: p.state == "here"):
            held.document_id.message_notify(
                partner_ids=held.employee_id.user_id.partner_id.ids,
                subject=self.env._("Waits for you: %s", held.document_id.name),
                body=self.env._("Please read or handle it, and say what was done."),
            )
            self.env["property.archive.log"]._log(
                "document_chased", held.document_id, employee=held.employee_id.id
            )
        return True

    def action_take_back(self):
        """Take it from whoever has it, who is away or has left, and let it go on."""
        self._take(["passing"])
        self._check_requester()
        for document in self.sudo():
            held = document.pass_ids.filtered(lambda p: p.state == "here")
            held._write_protected(
                {
                    "state": "done",
                    "date_done": fields.Datetime.now(),
                    "result": self.env._("Taken back unread"),
                }
            )
            held.flush_recordset()
            document.activity_unlink(["mail.mail_activity_data_todo"])
            document._pass_on()
        return True

    def action_cancel(self):
        """Void it; its number stays in the register."""
        self._take(["draft", "to_approve"])
        self._check_requester()
        self.sudo()._approval_cancel()
        self.sudo()._write_protected({"state": "cancelled"})
        return True

    # -- filing -------------------------------------------------------------------------------

    def action_file(self):
        """Make the record that is handed in with the original and what was done.

        :return: action that opens the record
        """
        self.ensure_one()
        self._take(["back"])
        self._check_requester()
        results = [
            f"{line.employee_id.name}: {line.result}"
            for line in self.sudo().pass_ids
            if line.result
        ]
        records = self.env["property.archive.record"].with_company(self.company_id)
        record = records.create(
            {
                "name": self.subject,
                "category_id": self.category_id.id,
                "partner_id": self.partner_id.id,
                "date_document": self.date_document or self.date_received,
                "page_count": self.page_count,
                "note": "\n".join(filter(None, [self.name, self.comment, *results])),
                "enclosure_ids": [
                    fields.Command.create(
                        {
                            "name": self.subject,
                            "document_number": self.document_number or self.name,
                            "author": self.partner_id.name or self.company_id.name,
                            "date_document": self.date_document,
                            "page_count": self.page_count,
                            "present": True,
                        }
                    )
                ],
            }
        )
        self.sudo()._write_protected({"state": "filed", "record_id": record.id})
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        return self.action_open_record()

    def action_open_record(self):
        """Open the record that was made of it."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "property.archive.record",
            "res_id": self.record_id.id,
            "views": [(False, "form")],
        }
