import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...notify import ask_to_do
from ...reading.pages import page_count_of
from ...selections import KEPT_STATES


class _PieceFile(fields.Binary):
    """A file that knows its size without loading its bytes.

    Odoo loads a computed file to find its size: a form with scans would load all of them, and each
    would be logged as a download that never happened.
    """

    def compute_value(self, records):
        if not records.env.context.get("bin_size"):
            return super().compute_value(records)
        for piece in records:
            size = piece.attachment_id.sudo().file_size
            self._update_cache(piece, self.convert_to_cache(size, piece))
        return None


class PropertyArchiveEnclosure(models.Model):
    """The files of a piece: versions, hashes at filing, spot checks (A6, A10)."""

    _inherit = "property.archive.enclosure"

    file = _PieceFile(compute="_compute_file", inverse="_inverse_file")
    file_name = fields.Char()
    attachment_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        "Versions",
        domain=lambda self: [("res_model", "=", self._name)],
    )
    attachment_id = fields.Many2one(
        "ir.attachment", "Current Version", compute="_compute_attachment_id"
    )
    sha256 = fields.Char("SHA-256", readonly=True, copy=False)
    date_checked = fields.Datetime("File Checked On", readonly=True, copy=False)
    damaged = fields.Boolean(
        "File Damaged",
        readonly=True,
        copy=False,
        help="The bytes in the file store are not those that were filed.",
    )

    _check_idx = models.Index("(date_checked NULLS FIRST) WHERE sha256 IS NOT NULL")

    def _compute_attachment_id(self):
        newest = dict(
            self.env["ir.attachment"]
            .sudo()
            ._read_group(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("res_field", "=", False),
                ],
                ["res_id"],
                ["id:max"],
            )
        )
        for enclosure in self:
            enclosure.attachment_id = newest.get(enclosure.id, False)

    def _compute_file(self):
        for enclosure in self:
            attachment = enclosure.attachment_id
            attachment._archive_opened()
            raw = attachment.sudo().raw
            enclosure.file = base64.b64encode(raw) if raw else False

    @api.onchange("file", "file_name")
    def _onchange_file(self):
        """When a scan is added, mark the piece as present and read its number of pages."""
        if not self.file or not self.file_name:
            return
        self.present = True
        self.name = self.name or self.file_name.rpartition(".")[0] or self.file_name
        try:
            data = base64.b64decode(self.file, validate=True)
        except ValueError:
            # for an existing file, the form gives its size instead of its bytes
            return
        self.page_count = page_count_of(data) or self.page_count

    def _inverse_file(self):
        for enclosure in self.filtered("file"):
            raw = base64.b64decode(enclosure.file)
            if not raw:
                raise ValidationError(self.env._("The file of %s is empty.", enclosure.name))
            self.env["ir.attachment"].create(
                {
                    "name": enclosure.file_name or enclosure.name,
                    "res_model": self._name,
                    "res_id": enclosure.id,
                    "raw": raw,
                }
            )
            enclosure.present = True
        self.invalidate_recordset(["attachment_id", "attachment_ids"])

    def _seal_hashes(self):
        """Store the SHA-256 of each current file, as Odoo only stores a SHA-1."""
        for enclosure in self.sudo():
            raw = enclosure.attachment_id.raw
            if raw:
                enclosure._write_protected({"sha256": hashlib.sha256(raw).hexdigest()})

    @api.model
    def _cron_check_files(self, limit=500):
        """Job: check the files that were checked longest ago against their hashes from filing.

        Files that differ are marked, logged and reported to the archive head.

        :param int limit: number of files per run
        """
        samples = self.sudo().search(
            # of destroyed files only the hash is kept
            [("sha256", "!=", False), ("record_id.state", "in", KEPT_STATES)],
            order="date_checked ASC NULLS FIRST, id",
            limit=limit,
        )
        for enclosure in samples:
            raw = enclosure.attachment_id.raw or b""
            damaged = hashlib.sha256(raw).hexdigest() != enclosure.sha256
            if damaged and not enclosure.damaged:
                enclosure._report_damage()
            enclosure._write_protected({"date_checked": fields.Datetime.now(), "damaged": damaged})

    def _report_damage(self):
        record = self.record_id
        self.env["property.archive.log"]._log("file_damaged", record, enclosure=self.id)
        ask_to_do(
            record,
            "mail.mail_activity_data_warning",
            record.company_id.archive_head_id or self.env.user,
            lambda env: env._("A file is damaged"),
            note=lambda env: env._(
                "The file of a piece of %s is not the one that was filed: restore it from a"
                " back-up.",
                record._get_html_link(),
            ),
        )

    def _add_version(self, data, file_name):
        """Add a new version to the files of this piece; only for operations.

        :param data: base64
        :param str file_name: name of the file
        """
        self.ensure_one()
        self.env["ir.attachment"].sudo().create(
            {
                "name": file_name or self.name,
                "res_model": self._name,
                "res_id": self.id,
                "raw": base64.b64decode(data),
            }
        )
        self._write_protected({"file_name": file_name})
        self.invalidate_recordset(["attachment_id", "attachment_ids"])
        self._seal_hashes()

    def _check_archive_files(self, operation):
        """Hook of ``ir.attachment``: raise unless the files of these enclosures may change."""
        self._check_open(operation)
