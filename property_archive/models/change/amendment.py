from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ...selections import KEPT_STATES


class PropertyArchiveAmendment(models.Model):
    """A change of a filed record, or the reopening of a sealed one (A10, A11).

    A filed record cannot be changed otherwise. The change has a reason and is approved by
    the head of the department that keeps the category; the former state stays
    readable to users who may read the record. Values and files are stored in separate rows
    with the record's access rights: an approver without these sees only the reason.
    """

    _name = "property.archive.amendment"
    _description = "Amendment"
    _inherit = ["property.archive.request.mixin"]
    _groupable_texts = frozenset({"name"})

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
    change_text = fields.Char(
        "From and To",
        compute="_compute_change_text",
        compute_sudo=False,
        help="The old and the new entries, for who may see them.",
    )
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
        # destroying the content also removes what was written about it
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
        # not through value_ids: their cache depends on what the user may see
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

    @api.depends("value_ids.old_text", "value_ids.new_text")
    @api.depends_context("uid")
    def _compute_change_text(self):
        found = {}
        values = self.env["property.archive.amendment.value"]
        for value in values.search([("amendment_id", "in", self.ids)]):
            text = f"{value.old_text or '—'} → {value.new_text or '—'}"
            found.setdefault(value.amendment_id.id, []).append(text)
        for amendment in self:
            amendment.change_text = "; ".join(found.get(amendment.id, ())) or False

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

    def _clear_content(self):
        """Clear data about a record from its amendments when its content is destroyed (E6)."""
        removed = self.env._("Removed with the content.")
        for amendment in self.sudo():
            amendment._write_protected(
                {"reason": removed, "refuse_reason": amendment.refuse_reason and removed}
            )
        self.sudo().approval_ids.filtered("reason")._write_protected({"reason": removed})
        self.sudo().value_ids._clear_content()
        self.sudo().file_ids._clear_content()
