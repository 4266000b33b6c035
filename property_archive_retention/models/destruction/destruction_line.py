import hashlib

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.property_archive.groups import ARCHIVIST

LINE_STATES = [
    ("proposed", "Proposed"),
    ("kept", "Kept On"),
    ("refused", "Left the List"),
    ("approved", "Approved"),
    ("purging", "Being Destroyed"),
    ("destroyed", "Destroyed"),
]
LINE_OPEN = ("proposed", "approved", "purging")
_OPINION_FIELDS = {"opinion", "opinion_reason", "keep_years"}


class PropertyArchiveDestructionLine(models.Model):
    """One record on the list of a destruction, with its opinion and its fate (E2, E5)."""

    _name = "property.archive.destruction.line"
    _description = "Record to Destroy"
    _inherit = ["property.archive.disposal.line.mixin"]
    _groupable_texts = frozenset({"fingerprint", "content_hash"})
    _order = "destruction_id, id"
    _signed_document = "destruction_id"

    destruction_id = fields.Many2one(
        "property.archive.destruction",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="destruction_id.company_id", store=True, index=True, precompute=True
    )
    batch_state = fields.Selection(related="destruction_id.state", string="Batch Status")
    date_executed = fields.Datetime(related="destruction_id.date_executed")
    level_id = fields.Many2one(related="record_id.level_id")
    department_id = fields.Many2one(related="record_id.department_id")
    date_retention_due = fields.Date(related="record_id.date_retention_due")
    state = fields.Selection(LINE_STATES, required=True, readonly=True, default="proposed")
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    opinion = fields.Selection(
        [
            ("destroy", "Destroy"),
            ("keep", "Keep longer"),
            ("permanent", "Keep permanently"),
            ("transfer", "Transfer"),
        ],
        help="What the appraisal says; it takes effect when the batch is approved.",
    )
    keep_years = fields.Integer("Years More", aggregator=None)
    opinion_reason = fields.Char("Reason")
    opinion_by_id = fields.Many2one("res.users", "Appraised By", readonly=True, ondelete="restrict")
    blocker_note = fields.Char(
        "Unsettled", readonly=True, help="What stands against the destruction."
    )
    shared_files = fields.Text(
        "Same Bytes Elsewhere",
        readonly=True,
        help="Other documents that hold a file with exactly the same bytes: there it stays.",
    )
    fingerprint = fields.Char(
        readonly=True,
        help="Of the files on the approved list; another one at the execution"
        " takes the line off the list.",
    )
    file_count = fields.Integer("Files", readonly=True)
    content_hash = fields.Char(
        "SHA-256 of the Content",
        readonly=True,
        help="SHA-256 over the SHA-256 of every destroyed file, in hexadecimal, sorted, each"
        " on a line.",
    )
    files_to_collect = fields.Json(readonly=True)
    collect_error = fields.Char(readonly=True)
    date_destroyed = fields.Datetime(readonly=True)
    certificate_number = fields.Char(related="destruction_id.certificate_number")
    method = fields.Selection(related="destruction_id.method")

    _record_once = models.UniqueIndex(
        "(record_id) WHERE state IN ('proposed', 'approved', 'purging')",
        "A record is listed in one open destruction at most.",
    )
    _years_positive = models.Constraint(
        "CHECK (keep_years >= 0)", "A number of years cannot be negative."
    )
    _purging_idx = models.Index("(destruction_id, id) WHERE state = 'purging'")

    # -- computes ---------------------------------------------------------------------------

    @api.depends("state")
    def _compute_is_open(self):
        for line in self:
            line.is_open = line.state in LINE_OPEN

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in" if True in value else "not in", LINE_OPEN)]

    @api.constrains("opinion", "keep_years")
    def _check_opinion(self):
        for line in self:
            if line.opinion == "keep" and line.keep_years < 1:
                raise ValidationError(
                    self.env._("%s: say for how many years more.", line.display_name)
                )
            if line.opinion == "keep":
                line.sudo().record_id._check_longest_keeping(line._keep_until())
            elif line.opinion == "permanent":
                line.sudo().record_id._check_longest_keeping(False)

    def _keep_until(self):
        """The date until which this opinion keeps the record."""
        self.ensure_one()
        today = self.sudo().company_id._archive_today()
        start = self.sudo().record_id.date_retention_due or today
        return max(start, today) + relativedelta(years=self.keep_years)

    # -- create, write, unlink --------------------------------------------------------------

    def _editable_fields(self):
        lines = self.sudo()
        batches = lines.destruction_id
        if set(lines.mapped("state")) - {"proposed"} or set(batches.mapped("state")) - {
            "appraisal"
        }:
            return set()
        if self.env.su or self.env.user.has_group(ARCHIVIST):
            return _OPINION_FIELDS
        outside = batches.filtered(lambda batch: self.env.user not in batch.panel_ids)
        return set() if outside else _OPINION_FIELDS

    def _protected_error(self, names):
        lines = self.sudo()
        if names <= _OPINION_FIELDS and set(lines.mapped("batch_state")) <= {"appraisal"}:
            return AccessError(
                self.env._("Opinions are given by the archivists and by the appraisal panel.")
            )
        return super()._protected_error(names)

    def write(self, vals):
        result = super().write(vals)
        if _OPINION_FIELDS & set(vals):
            self._write_protected({"opinion_by_id": self.env.uid})
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("A line leaves the list with a reason, it is not deleted."))

    # -- leaving the list -------------------------------------------------------------------

    def _leave_list(self, reason):
        """Take these lines off their list.

        :param str reason: kept on the line
        """
        self.sudo()._write_protected({"state": "refused", "blocker_note": reason})
        self.env["property.archive.log"]._log("destruction_line_left", self.sudo().record_id)

    def action_object(self, reason=None):
        """Take these lines off the list with a reason; the others go on.

        Participants and archivists may do this: objecting destroys nothing.

        :param str reason: without one a dialog asks for it
        """
        if not (reason or "").strip():
            return self.env["property.archive.reason.wizard"]._ask(
                self, self.env._("Take off the List"), "action_object"
            )
        self.check_access("read")
        for batch, lines in self.grouped("destruction_id").items():
            batch._lock_in_state("appraisal", "draft", "to_approve", "approved", "waiting")
            if lines.filtered(lambda line: not line.is_open):
                raise UserError(self.env._("A line left the list already: reload."))
            lines._leave_list(reason.strip())
            if batch.state != "appraisal" and not batch._lines_in("proposed", "approved"):
                batch.sudo()._approval_cancel()
                batch.sudo()._write_protected({"state": "refused", "stop_reason": reason.strip()})
        return True

    def _apply_opinions(self):
        """Write the approved opinions on the records that the appraisal keeps."""
        for line in self.sudo().filtered(lambda line: line.state == "kept"):
            line.record_id._write_protected(
                {
                    "retention_opinion": line.opinion,
                    "retention_keep_until": line._keep_until() if line.opinion == "keep" else False,
                    "retention_opinion_reason": line.opinion_reason,
                }
            )
            self.env["property.archive.log"]._log(
                "appraised", line.record_id, opinion=line.opinion, years=line.keep_years
            )

    def action_export_register(self):
        """The register of destructions 档案销毁登记表 of these lines, as XLSX."""
        return self.env["property.archive.register"]._action("destruction", self)

    # -- the sealed list --------------------------------------------------------------------

    def _seal_list(self):
        """Store on each line a fingerprint of the files that the approvers decide about."""
        prints = self.sudo().record_id._content_fingerprints()
        self.env.flush_all()
        # in one statement for many lines: each has values of its own
        self.env.cr.execute_values(
            "UPDATE property_archive_destruction_line l"
            " SET file_count = v.files, fingerprint = v.fingerprint"
            " FROM (VALUES %s) v (id, files, fingerprint) WHERE l.id = v.id",
            [(line.id, *prints[line.record_id.id]) for line in self.sudo()],
            page_size=1000,
        )
        self.invalidate_recordset(["file_count", "fingerprint"], flush=False)
        self._list_shared_files()

    def _drop_changed(self):
        """Take lines off the list whose files changed after the submission.

        :return: the lines that stay
        """
        prints = self.sudo().record_id._content_fingerprints()
        changed = self.filtered(lambda line: prints[line.record_id.id][1] != line.fingerprint)
        if changed:
            changed._leave_list(self.env._("its content changed after the list was submitted"))
        return self - changed

    def _list_shared_files(self):
        """Note on each line where else the same bytes are attached, before any are removed."""
        shared = self.sudo().record_id._shared_files()
        for line in self.sudo():
            names = shared.get(line.record_id.id)
            text = "\n".join(names) if names else False
            if line.shared_files != text:
                line._write_protected({"shared_files": text})

    @api.model
    def _digest(self, hashes):
        """SHA-256 over a set of SHA-256, independent of their order."""
        return hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest()
