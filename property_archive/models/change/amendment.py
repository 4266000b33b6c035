from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ...selections import KEPT_STATES

#: From the narrowest to the widest.
_SCOPE_RANKS = {"personal": 0, "department": 1, "company": 2}


class PropertyArchiveAmendment(models.Model):
    """A change of what was filed, or the opening of what was sealed (A10, A11).

    Nothing of a filed record changes otherwise. The change has a reason and is approved by
    the head of the department that keeps the category; what was there before stays
    readable to whoever may read the record. Values and files hang on rows of their own,
    which have the rights of the record: who decides without them decides on the reason.
    """

    _name = "property.archive.amendment"
    _description = "Amendment"
    _inherit = ["property.archive.request.mixin"]

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    kind = fields.Selection(
        [("amend", "Amendment"), ("reopen", "Reopening")], required=True, default="amend"
    )
    record_id = fields.Many2one(
        "property.archive.record",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("state", "in", KEPT_STATES)],
    )
    reason = fields.Text(
        required=True,
        help="Those who decide read it, whatever they may read of the record.",
    )
    date_reseal = fields.Date("Open until", help="On this day the record is sealed again.")
    value_ids = fields.One2many("property.archive.amendment.value", "amendment_id", "Entries")
    file_ids = fields.One2many("property.archive.amendment.file", "amendment_id", "Content")
    summary = fields.Char("Changes", compute="_compute_summary", compute_sudo=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "To Approve"),
            ("approved", "Approved"),
            ("done", "Done"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    requester_id = fields.Many2one(string="Asked by")
    participant_ids = fields.Many2many(
        "res.users",
        "property_archive_amendment_participant_rel",
        "amendment_id",
        "user_id",
    )
    date_done = fields.Datetime(readonly=True, copy=False)
    company_id = fields.Many2one(related="record_id.company_id", store=True, index=True)

    _waits_once = models.UniqueIndex(
        "(record_id) WHERE state IN ('to_approve', 'approved')",
        "A change of this record waits for a decision already.",
    )
    _reopen_has_date = models.Constraint(
        "CHECK (kind <> 'reopen' OR date_reseal IS NOT NULL)",
        "Say until when the record stays open.",
    )

    def _creatable_fields(self):
        return {"kind", "record_id", "reason", "date_reseal", "value_ids", "file_ids"}

    def _check_archive_evidence(self, operation):
        # with the content of the record goes what was written about it
        going = self.filtered(lambda amendment: amendment.record_id.state == "purging")
        kept = self - going if operation == "unlink" else self
        return super(PropertyArchiveAmendment, kept)._check_archive_evidence(operation)

    def _editable_fields(self):
        if set(self.sudo().mapped("state")) <= {"draft"}:
            return {"reason", "date_reseal", "value_ids", "file_ids"}
        return set()

    @api.depends("name", "record_id")
    def _compute_display_name(self):
        for amendment in self:
            record = amendment.sudo().record_id
            number = amendment.name if amendment.id else False
            texts = filter(None, [number, record.display_name])
            amendment.display_name = " · ".join(texts) if record else False

    @api.depends("kind", "value_ids.field_name", "file_ids")
    def _compute_summary(self):
        labels = dict(self.env["property.archive.amendment.value"]._selection_field_name())
        domain = [("amendment_id", "in", self.ids)]
        # not by value_ids: what the reader may see of them is in the same cache
        found = {}
        for value in self.env["property.archive.amendment.value"].sudo().search(domain):
            found.setdefault(value.amendment_id.id, []).append(labels.get(value.field_name, ""))
        for amendment, count in (
            self.env["property.archive.amendment.file"]
            .sudo()
            ._read_group(domain, ["amendment_id"], ["__count"])
        ):
            found.setdefault(amendment.id, []).append(self.env._("content (%s)", count))
        for amendment in self:
            texts = found.get(amendment.id)
            amendment.summary = format_list(self.env, texts) if texts else False

    @api.constrains("date_reseal", "kind")
    def _check_date_reseal(self):
        for amendment in self.filtered(lambda a: a.kind == "reopen"):
            if (
                not amendment.date_reseal
                or amendment.date_reseal <= amendment.company_id._archive_today()
            ):
                raise UserError(
                    self.env._(
                        "%s: say until when the record stays open, a day to come.",
                        amendment.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        amendments = super().create(vals_list)
        amendments.record_id.check_access("read")
        for amendment in amendments.sudo():
            number = self._next_number(amendment.company_id) or "/"
            amendment._write_protected({"name": number})
        return amendments

    # -- approval ---------------------------------------------------------------------------

    def _approval_category(self):
        return self.sudo().record_id.category_id

    def _approval_level(self):
        return self.sudo().record_id.level_id

    def _approval_roles(self):
        """Who decides: the keeping head; on a reopening the archive head or executive.

        Lowering the level or widening the scope opens a record to others: the executive
        in charge decides as well.

        :rtype: list(str)
        """
        self.ensure_one()
        company = self.company_id
        if self.kind == "reopen":
            head = company.archive_head_id - self.requester_id._archive_same_person()
            return ["archive_head" if head else "executive"]
        return ["keeping_head", *(["executive"] if self._opens_up() else [])]

    def _opens_up(self):
        """Whether more people see the record afterwards."""
        new = {value.field_name: value._get_new_value() for value in self.value_ids}
        record = self.record_id
        level = record.level_id.browse(new.get("level_id", record.level_id.id))
        scope = new.get("scope", record.scope)
        return level.rank < record.level_id.rank or _SCOPE_RANKS[scope] > _SCOPE_RANKS[record.scope]

    def action_submit(self):
        """Ask for the decision.

        :raise UserError: when nothing is changed, or something stands against it
        """
        self.check_access("write")
        for amendment in self:
            amendment._lock_rows()
            amendment._check_state("draft")
            # as the requester: they see what they want to change
            amendment.record_id.check_access("read")
            document = amendment.sudo()
            document._check_possible()
            document.value_ids._refresh()
            if document.kind == "amend" and not (document.value_ids or document.file_ids):
                raise UserError(self.env._("Say what is to be changed: an entry, or the content."))
            document._write_protected({"state": "to_approve"})
            document.flush_recordset()
            document._approval_start({document: document._approval_roles()})
            document._note_participants()
        return True

    def action_cancel(self):
        """Take back what is not decided."""
        self.check_access("write")
        for amendment in self:
            amendment._lock_rows()
            amendment._check_state("draft", "to_approve")
            amendment.sudo()._approval_cancel()
            amendment.sudo()._write_protected({"state": "cancelled"})
        return True

    def _lock_rows(self):
        """Lock the record first and this change of it next: the order of every operation."""
        self.sudo().record_id._lock_rows()
        return super()._lock_rows()

    def _check_possible(self):
        """Raise when something stands against the change of the record now."""
        record = self.record_id
        if self.kind == "amend":
            record._check_blockers("amend")
        else:
            record._check_state("sealed", rule=self.env._("There is nothing to reopen."))

    def _approval_recheck(self):
        for amendment in self.sudo():
            amendment._lock_rows()
            amendment._check_possible()

    def _approval_done(self):
        for amendment in self.sudo():
            amendment._lock_rows()
            amendment._check_state("to_approve", rule=self.env._("It changed meanwhile: reload."))
            amendment._check_possible()
            # in this transaction only: the files of the record let new versions in
            amendment._write_protected({"state": "approved"})
            amendment.flush_recordset()
            amendment._apply()
            amendment._write_protected({"state": "done", "date_done": fields.Datetime.now()})
            amendment.flush_recordset()

    def _apply(self):
        """Put the change into the record, all of it or nothing."""
        self.ensure_one()
        if self.kind == "reopen":
            self.record_id._reopen(self.date_reseal)
            return
        self.value_ids._apply()
        self.file_ids._apply()
        self.env["property.archive.log"]._log(
            "amended",
            self.record_id,
            amendment=self.name,
            fields=sorted(self.value_ids.mapped("field_name")),
            pieces=self.file_ids.enclosure_id.ids,
        )

    def _clear_content(self):
        """Clear what these changes tell of a record whose content is destroyed (E6)."""
        removed = self.env._("Removed with the content.")
        for amendment in self.sudo():
            amendment._write_protected(
                {"reason": removed, "refuse_reason": amendment.refuse_reason and removed}
            )
        self.sudo().approval_ids.filtered("reason")._write_protected({"reason": removed})
        self.sudo().value_ids._clear_content()
        self.sudo().file_ids._clear_content()
