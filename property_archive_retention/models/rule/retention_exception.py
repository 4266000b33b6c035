from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.property_archive.selections import KEPT_STATES


class PropertyArchiveRetentionException(models.Model):
    """An exception from the retention rule of a record, by approval only (E1)."""

    _name = "property.archive.retention.exception"
    _description = "Exception from Retention"
    _inherit = ["property.archive.disposal.mixin", "property.archive.request.mixin"]

    record_id = fields.Many2one(
        "property.archive.record",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    opinion = fields.Selection(
        [
            ("keep", "Keep until a date"),
            ("permanent", "Keep permanently"),
            ("transfer", "Transfer instead of destroying"),
            ("rule", "Back to the rule"),
        ],
        "Exception",
        required=True,
    )
    keep_until = fields.Date()
    reason = fields.Text(required=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "To Approve"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    participant_ids = fields.Many2many(
        "res.users",
        "property_archive_exception_participant_rel",
        "exception_id",
        "user_id",
    )

    _open_once = models.UniqueIndex(
        "(record_id) WHERE state IN ('draft', 'to_approve')",
        "An exception of this record waits for a decision already.",
    )
    _keep_has_date = models.Constraint(
        "CHECK (opinion <> 'keep' OR keep_until IS NOT NULL)",
        "Say until when the record is kept.",
    )

    @api.depends("record_id")
    def _compute_display_name(self):
        for exception in self:
            record = exception.sudo().record_id
            exception.display_name = (
                self.env._("Exception: %s", record.display_name) if record else False
            )

    @api.constrains("opinion", "keep_until", "record_id")
    def _check_keep(self):
        for exception in self.filtered(lambda e: e.opinion == "permanent"):
            exception.sudo().record_id._check_longest_keeping(False)
        for exception in self.filtered(lambda e: e.opinion == "keep"):
            record = exception.sudo().record_id
            due = record.date_retention_due
            if due and exception.keep_until and exception.keep_until <= due:
                raise ValidationError(
                    self.env._(
                        "%(record)s is kept until %(date)s anyway: an exception keeps longer.",
                        record=record.display_name,
                        date=due,
                    )
                )
            if exception.keep_until:
                record._check_longest_keeping(exception.keep_until)

    def _creatable_fields(self):
        return {"record_id", "opinion", "keep_until", "reason"}

    def _editable_fields(self):
        if set(self.sudo().mapped("state")) <= {"draft"}:
            return {"opinion", "keep_until", "reason"}
        return set()

    @api.model_create_multi
    def create(self, vals_list):
        exceptions = super().create(vals_list)
        exceptions.record_id.check_access("read")
        return exceptions

    # -- approval -----------------------------------------------------------------------

    def _approval_category(self):
        return self.sudo().record_id.category_id

    def action_submit(self):
        """Ask those who approve a destruction of the category."""
        self.check_access("write")
        for exception in self:
            exception.flush_recordset()
            exception.sudo().record_id._lock_rows()
            exception._check_state("draft")
            exception._check_kept()
            exception.sudo()._write_protected({"state": "to_approve"})
            roles = exception.sudo().record_id.category_id._destruction_roles()
            exception.sudo()._approval_start({exception.sudo(): roles})
            exception._note_participants()
        return True

    def _check_kept(self):
        self.sudo().record_id._check_state(
            *KEPT_STATES, rule=self.env._("There is nothing to except.")
        )

    def _approval_recheck(self):
        for exception in self.sudo():
            exception.record_id._lock_rows()
            exception._check_kept()
            exception._check_keep()

    def _approval_done(self):
        for exception in self.sudo():
            record = exception.record_id
            record._lock_rows()
            back = exception.opinion == "rule"
            record._write_protected(
                {
                    "retention_opinion": False if back else exception.opinion,
                    "retention_keep_until": exception.keep_until
                    if exception.opinion == "keep"
                    else False,
                    "retention_opinion_reason": exception.reason,
                }
            )
            exception._write_protected({"state": "approved"})
            exception.flush_recordset()
            self.env["property.archive.log"]._log(
                "retention_exception",
                record,
                opinion=exception.opinion,
                until=exception.keep_until or None,
            )
