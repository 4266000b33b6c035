import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...groups import ARCHIVIST
from ...reading.whole import trouble_of


class PropertyArchiveAmendmentFile(models.Model):
    """A piece that an amendment adds, or of which it brings a new version (A10).

    Reading it needs the right to the record's content; until the decision, the requester
    may also read the files they added.
    """

    _name = "property.archive.amendment.file"
    _description = "Amended Content"
    _inherit = ["property.archive.amendment.part"]
    _order = "amendment_id, id"
    _archive_guards_files = True
    _archive_files_are_content = True

    _read_action = "content"

    enclosure_id = fields.Many2one(
        "property.archive.enclosure",
        "Piece",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('record_id', '=', record_id)]",
        help="Empty: a new piece.",
    )
    name = fields.Char("Name", required=True, size=255)
    form = fields.Selection(
        [("original", "Original"), ("copy", "Photocopy")], required=True, default="original"
    )
    page_count = fields.Integer("Pages")
    not_for_subject = fields.Boolean("Not for the Subject")
    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char()
    old_text = fields.Char("Earlier Version", readonly=True)
    old_sha256 = fields.Char("SHA-256 Before", readonly=True)
    sha256 = fields.Char("SHA-256", readonly=True)
    files_kept = fields.Boolean(
        "File as It Is", help="It cannot be opened, and is filed all the same: an archivist's word."
    )
    readable = fields.Boolean(compute="_compute_readable", search="_search_readable")

    _pages_positive = models.Constraint("CHECK (page_count >= 0)", "Pages cannot be negative.")
    _enclosure_uniq = models.UniqueIndex(
        "(amendment_id, enclosure_id) WHERE enclosure_id IS NOT NULL",
        "A piece stands once on an amendment.",
    )

    def _creatable_fields(self):
        return {
            "amendment_id",
            "enclosure_id",
            "name",
            "form",
            "page_count",
            "not_for_subject",
            "file",
            "file_name",
            "files_kept",
        }

    # -- access -----------------------------------------------------------------------------

    @api.depends_context("uid")
    def _compute_readable(self):
        visible = set()
        if ids := list(filter(None, self._origin.ids)):
            domain = Domain("id", "in", ids) & self._readable_domain()
            visible = set(self.sudo()._search(domain).get_result_ids())
        for part in self:
            part.readable = part.id in visible

    def _search_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._readable_domain()
        return Domain.OR(domain if truth else ~domain for truth in value)

    @api.model
    def _readable_domain(self):
        """Domain of the changed content the current user may read now."""
        records = self.env["property.archive.record"].sudo()
        content = self.env["property.archive.record"]._content_domain()
        rights = self.env["property.archive.access"]._rights()
        partners = self.env.user._archive_subject_partners()
        subject = (
            Domain("record_id.employee_id", "in", rights["employees"])
            | Domain("record_id.partner_id", "in", partners.ids)
            | Domain("record_id", "in", records._search(records._joint_domain(partners.ids)))
        )
        hidden = (
            Domain("not_for_subject", "=", True) | Domain("enclosure_id.not_for_subject", "=", True)
        ) & subject
        own = Domain("amendment_id.requester_id", "=", self.env.uid) & Domain(
            "amendment_id.state", "in", ["draft", "to_approve"]
        )
        return (Domain("record_id", "in", records._search(content)) & ~hidden) | own

    @api.onchange("enclosure_id")
    def _onchange_enclosure_id(self):
        piece = self.enclosure_id
        if piece:
            self.name = piece.name
            self.form = piece.form
            self.page_count = piece.page_count
            self.not_for_subject = piece.not_for_subject

    @api.model_create_multi
    def create(self, vals_list):
        self._check_bytes(vals_list)
        parts = super().create(vals_list)
        parts._check_enclosure()
        return parts

    def write(self, vals):
        self._check_bytes([vals])
        result = super().write(vals)
        self._check_enclosure()
        return result

    def _check_bytes(self, vals_list):
        for vals in vals_list:
            if vals.get("file") is not None and vals.get("file") is not False:
                data = vals["file"]
                if not data or not base64.b64decode(data):
                    raise UserError(self.env._("The file of %s is empty.", vals.get("name") or ""))

    def _check_whole(self):
        """Raise for an unreadable file that the archivist has not confirmed (A8)."""
        for part in self:
            data = part.with_context(bin_size=False).file
            trouble = data and trouble_of(base64.b64decode(data), part.file_name or "")
            if trouble and not (part.files_kept and self.env.user.has_group(ARCHIVIST)):
                field = self.env["property.archive.enclosure"]._fields["file_trouble"]
                labels = dict(field._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(file)s cannot be opened: %(trouble)s. Scan or save it again. Where it"
                        " is to be filed all the same, an archivist asks for it and ticks “File"
                        " as It Is”.",
                        file=part.file_name or part.name,
                        trouble=labels[trouble],
                    )
                )

    def _check_enclosure(self):
        for part in self:
            piece = part.enclosure_id
            # with the user's rights: they may only change what they can read
            if piece and (
                piece.sudo().record_id != part.sudo().record_id or not piece.has_access("read")
            ):
                raise UserError(self.env._("You see no such piece of this record."))

    def _check_archive_files(self, operation):
        """Hook of ``ir.attachment``: the file of an amendment cannot be changed.

        It is removed when applied, and when the content of the record is destroyed.
        """
        for part in self:
            going = operation == "unlink" and (
                part.amendment_id.state == "approved" or part.record_id.state == "purging"
            )
            if not going:
                part.amendment_id._check_state(
                    "draft", rule=self.env._("Its files stay as it was asked for with them.")
                )

    # -- applying ---------------------------------------------------------------------------

    def _apply(self):
        """Add these pieces, or put new versions beside the old ones."""
        for part in self.sudo():
            part._apply_one()

    def _apply_one(self):
        """Put this piece into the record and keep the former version on this row."""
        piece = self.enclosure_id
        forms = dict(self._fields["form"]._description_selection(self.env))
        vals = {
            "name": self.name,
            "form": self.form,
            "page_count": self.page_count,
            "not_for_subject": self.not_for_subject,
            "present": True,
        }
        old = {}
        if piece:
            old = {
                "old_text": self.env._(
                    "%(name)s, %(pages)s pages, %(form)s",
                    name=piece.name,
                    pages=piece.page_count,
                    form=forms.get(piece.form, ""),
                )
                if piece.present
                else self.env._("Missing"),
                "old_sha256": piece.sha256,
            }
            piece._write_protected(vals)
        else:
            piece = piece._create_protected([{**vals, "record_id": self.record_id.id}])
        if self.file:
            piece._add_version(self.file, self.file_name)
            # the attachment now belongs to the piece
            self._write_protected({"file": False})
        self._write_protected({**old, "enclosure_id": piece.id, "sha256": piece.sha256})

    def _clear_content(self):
        for part in self:
            part._write_protected(
                {"name": part.enclosure_id.name or "/", "file_name": False, "old_text": False}
            )
