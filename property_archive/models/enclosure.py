import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, Query

from ..http import is_superuser_session

_PROOF = {"sha256", "date_checked", "damaged"}


class _PieceFile(fields.Binary):
    """A file that tells its size without its bytes.

    Odoo reads the bytes of a computed file to tell their size: a form with scans would
    load them all, and log a download of each that never was.
    """

    def compute_value(self, records):
        if not records.env.context.get("bin_size"):
            return super().compute_value(records)
        for piece in records:
            size = piece.attachment_id.sudo().file_size
            self._update_cache(piece, self.convert_to_cache(size, piece))
        return None


class PropertyArchiveEnclosure(models.Model):
    """One piece of a record: on the checklist or not, present or not, with its file.

    The right to read an enclosure is the right to read content. Its files are
    attachments of it, in versions, the newest in use (requirements A6, B4, B7).
    """

    _name = "property.archive.enclosure"
    _description = "Enclosure"
    _inherit = ["property.archive.derived"]
    _order = "record_id, sequence, id"
    _rec_names_search = ["name"]

    record_id = fields.Many2one(
        "property.archive.record", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="record_id.company_id", store=True, index=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    piece_id = fields.Many2one("property.archive.category.piece", ondelete="set null")
    name = fields.Char(required=True, size=255)
    required = fields.Boolean()
    present = fields.Boolean(
        compute="_compute_present", store=True, readonly=False, precompute=False
    )
    form = fields.Selection([("original", "Original"), ("copy", "Copy")], default="original")
    page_count = fields.Integer("Pages")
    document_number = fields.Char()
    author = fields.Char()
    date_document = fields.Date("Document Date")
    not_for_subject = fields.Boolean(
        "Not for the Subject", help="Stays hidden from the person the file is about."
    )
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
    readable = fields.Boolean(compute="_compute_readable", search="_search_readable")

    _check_idx = models.Index("(date_checked NULLS FIRST) WHERE sha256 IS NOT NULL")
    _pages_positive = models.Constraint("CHECK (page_count >= 0)", "Pages cannot be negative.")

    # -- access -----------------------------------------------------------------------------

    @api.depends_context("uid")
    def _compute_readable(self):
        ids = list(filter(None, self._origin.ids))
        visible = set()
        if ids:
            enclosures = self.sudo().with_context(active_test=False)
            domain = Domain("id", "in", ids) & self._readable_domain()
            visible = set(enclosures._search(domain).get_result_ids())
        for enclosure in self:
            enclosure.readable = enclosure.id in visible

    def _search_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._readable_domain()
        return Domain.OR(domain if truth else ~domain for truth in value)

    @api.model
    def _readable_domain(self):
        """Domain of the enclosures the current user may read now.

        What is marked *not for the subject* stays closed to the subject, whatever else
        the subject may read.
        """
        Record = self.env["property.archive.record"]
        content = Record._content_domain()
        if content.is_false():
            return content
        subject = {
            "employee_id": self.env["property.archive.access"]._rights()["employees"],
            "partner_id": self.env.user._archive_subject_partners().ids,
        }

        def to_sql(model, alias, query):
            records = Record.sudo()
            entry = Query(self.env, records._table, records._table_sql)

            def column(name):
                return records._field_to_sql(entry.table, name, entry)

            entry.add_where(
                SQL("%s = %s", column("id"), model._field_to_sql(alias, "record_id", query))
            )
            entry.add_where(content._to_sql(records, entry.table, entry))
            is_subject = [
                SQL("%s IN %s", column(name), tuple(ids)) for name, ids in subject.items() if ids
            ]
            if is_subject:
                hidden = model._field_to_sql(alias, "not_for_subject", query)
                entry.add_where(
                    SQL("(%s AND (%s)) IS NOT TRUE", hidden, SQL(" OR ").join(is_subject))
                )
            return SQL("EXISTS (%s)", entry.select(SQL("1")))

        return Domain.custom(to_sql=to_sql)

    def _read_format(self, fnames, load="_classic_read"):
        values = super()._read_format(fnames, load)
        if set(fnames) - {"id", "display_name"}:
            self.env["property.archive.log"]._log_read(
                "content", self._origin.sudo().record_id.sudo(False)
            )
        return values

    def onchange(self, values, field_names, fields_spec):
        # on an existing piece it answers with its values
        self.check_access("read")
        self.env["property.archive.log"]._log_read("content", self.sudo().record_id.sudo(False))
        return super().onchange(values, field_names, fields_spec)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        self.check_access("read")
        self.env["property.archive.log"]._log_read(
            "exported", self.sudo().record_id.sudo(False), content=True
        )
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def copy_data(self, default=None):
        self.check_access("read")
        self.env["property.archive.log"]._log_read("content", self.sudo().record_id.sudo(False))
        return super().copy_data(default)

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._check_not_text(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _read_group_select(self, aggregate_spec, query):
        self._check_not_text(aggregate_spec)
        return super()._read_group_select(aggregate_spec, query)

    def _check_not_text(self, spec):
        """Raise when texts of the content would be read as groups: no log would say so."""
        name = spec.split(":")[0]
        if name in ("name", "document_number", "author", "file_name") and not self.env.su:
            raise UserError(
                self.env._("Content is not grouped by its texts: open it, or export it.")
            )

    def _search(self, domain, *args, **kwargs):
        if is_superuser_session():
            domain = Domain(domain) & self._readable_domain()
        return super()._search(domain, *args, **kwargs)

    # -- files ------------------------------------------------------------------------------

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

    @api.depends("piece_id")
    def _compute_present(self):
        for enclosure in self:
            enclosure.present = enclosure.present or not enclosure.piece_id

    def _seal_hashes(self):
        """Keep the SHA-256 of each current file: Odoo itself keeps a SHA-1 only."""
        for enclosure in self.sudo():
            raw = enclosure.attachment_id.raw
            if raw:
                enclosure._write_protected({"sha256": hashlib.sha256(raw).hexdigest()})

    @api.model
    def _cron_check_files(self, limit=500):
        """Job: compare the files checked longest ago with the hashes of their filing.

        What differs is marked, logged and put before the archive head.

        :param int limit: how many files in one run
        """
        samples = self.sudo().search(
            # of what was destroyed only the hash is kept
            [("sha256", "!=", False), ("record_id.state", "in", ["filed", "sealed"])],
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
        record.activity_schedule(
            "mail.mail_activity_data_warning",
            user_id=record.company_id.archive_head_id.id or self.env.uid,
            summary=self.env._("A file is damaged"),
            note=self.env._(
                "The file of a piece of %s is not the one that was filed: restore it from a"
                " back-up.",
                record.display_name,
            ),
        )

    @api.model
    def _without_proof(self, vals):
        """Values without the fields that only :meth:`_write_protected` sets."""
        return {key: value for key, value in vals.items() if key not in _PROOF}

    # -- guards -----------------------------------------------------------------------------

    def _check_open(self, operation="write"):
        """Raise when a record of these enclosures is past the states in which it changes.

        :param str operation: ``create``, ``write`` or ``unlink``; only the last is open
            to a record that is being destroyed
        """
        allowed = ("draft", "purging") if operation == "unlink" else ("draft",)
        for record in self.sudo().record_id:
            if record.state not in allowed:
                raise UserError(
                    self.env._(
                        "%s is no draft any more: its content is not changed silently.",
                        record.display_name,
                    )
                )

    def _check_archive_files(self, operation):
        """Hook of ``ir.attachment``: may the files of these enclosures change?

        An amendment that is being carried out adds versions: it is in the state *approved*
        for the length of that transaction and no longer (A10).
        """
        pieces = self
        if operation != "unlink":
            applied = (
                self.env["property.archive.amendment"]
                .sudo()
                .search(
                    [("record_id", "in", self.sudo().record_id.ids), ("state", "=", "approved")]
                )
            )
            pieces = self.filtered(lambda e: e.sudo().record_id not in applied.record_id)
        pieces._check_open(operation)

    def _add_version(self, data, file_name):
        """Put a new version beside the files of this piece, for the operations.

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

    @api.model_create_multi
    def create(self, vals_list):
        # said outright: a ``default_sha256`` in the caller's context must not fill it
        proof = dict.fromkeys(_PROOF, False)
        vals_list = [{**vals, **proof} for vals in vals_list]
        enclosures = super().create(vals_list)
        enclosures._check_open()
        enclosures.record_id._void_superior()
        return enclosures

    def write(self, vals):
        self._check_open()
        vals = self._without_proof(vals)
        result = super().write(vals)
        self.record_id._void_superior()
        if "record_id" in vals:
            self._check_open()
        return result

    def _create_protected(self, vals_list):
        """Create past the filing, for the operations of the archive."""
        return super().create(vals_list)

    def _write_protected(self, vals):
        """Write past the filing, for the operations of the archive."""
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_check(self):
        self._check_open("unlink")
