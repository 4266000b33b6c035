import contextlib
import os
import uuid

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...http import is_superuser_session, never_kept

#: Changing one of these changes what the file is, whose it is or who reaches it.
_GUARDED_FIELDS = {
    "raw",
    "datas",
    "db_datas",
    "store_fname",
    "checksum",
    "url",
    "type",
    "res_model",
    "res_id",
    "res_field",
    "company_id",
    "public",
    "access_token",
    "name",
    "index_content",
}
#: These open a file up and leave it what it is.
_OPENING_FIELDS = {"public", "access_token"}
#: What of a file may be read without its bytes, and tells them all the same.
_TEXT_FIELDS = {"index_content", "db_datas", "thumbnail"}
#: Files handed to the chatter of a record follow the record, and may leave it.
RECORD_MODEL = "property.archive.record"


class IrAttachment(models.Model):
    """Files of the archive are not changed, moved, opened up or deleted by anybody.

    Superuser code included: chatter deletes with ``sudo``. Destruction passes by the
    state of the record in the database, never by a context key.
    """

    _inherit = "ir.attachment"

    def _check_archive_owner(self, operation):
        """Ask the documents these files hang on whether the files may change.

        :param str operation: ``create``, ``write`` or ``unlink``
        :raise UserError: when one of them says no
        """
        by_model, evidence = {}, {}
        for attachment in self.sudo():
            if attachment._archive_is_guarded():
                if operation == "create" and attachment.type == "binary":
                    attachment._archive_check_bytes()
                if operation != "unlink" and (attachment.public or attachment.access_token):
                    raise UserError(
                        self.env._(
                            "A file of the archive is never public and has no access token:"
                            " both would outlive the right to read it."
                        )
                    )
                if attachment.res_id:
                    by_model.setdefault(attachment.res_model, []).append(attachment.res_id)
            elif attachment._archive_is_followed():
                if attachment.public:
                    raise UserError(
                        self.env._(
                            "A file at a document of the archive is for who sees the document:"
                            " it is not public."
                        )
                    )
                if attachment.res_model != RECORD_MODEL and attachment.res_id:
                    evidence.setdefault(attachment.res_model, []).append(attachment.res_id)
        for model, ids in by_model.items():
            self.env[model].sudo().browse(ids).exists()._check_archive_files(operation)
        for model, ids in evidence.items():
            self.env[model].sudo().browse(ids).exists()._check_archive_evidence(operation)

    @api.model
    def _archive_guarded_fields(self):
        """Names of the fields that change what a file is, whose it is or who reaches it.

        :rtype: set(str)
        """
        return _GUARDED_FIELDS

    @api.model
    def _archive_guards(self, model):
        """Whether the documents of a model decide about their files.

        :param str model: name of any model
        """
        return getattr(self.pool.models.get(model), "_archive_guards_files", False)

    @api.model
    def _archive_is_content(self, model):
        """Whether the files of a model are content of a record.

        :param str model: name of any model
        """
        return getattr(self.pool.models.get(model), "_archive_files_are_content", False)

    def _archive_check_bytes(self):
        if not self.file_size:
            raise UserError(
                self.env._("The file %s is empty (0 bytes): scan or save it again.", self.name)
            )

    def _archive_is_guarded(self):
        """Whether a document of the archive decides about this file. Addons add theirs."""
        self.ensure_one()
        return self._archive_guards(self.res_model)

    def _archive_is_followed(self):
        """Whether this file hangs on a document of the archive, as those of a chatter do."""
        self.ensure_one()
        return hasattr(self.env.get(self.res_model), "_check_archive_evidence")

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._check_archive_owner("create")
        return attachments

    def write(self, vals):
        guarded = self._archive_guarded_fields() & set(vals)
        if guarded and self._archive_same_bytes(vals):
            guarded = set()
        if guarded - _OPENING_FIELDS:
            self._check_archive_owner("write")
        if "thumbnail" in vals:
            self.filtered(lambda file: file._archive_is_pictured())._check_archive_owner("write")
        result = super().write(vals)
        if guarded:
            # what now belongs to the archive must be welcome there too
            self._check_archive_owner("create")
        return result

    def _archive_is_pictured(self):
        """Whether a picture of this file, as one sees it in lists, is there to stay.

        The browser adds it to a file that was handed to a chatter a moment ago; content gets
        none that is not made of it.
        """
        self.ensure_one()
        file = self.sudo().with_context(bin_size=True)
        return bool(self._archive_is_content(file.res_model) or file.thumbnail)

    def _archive_write_text(self, text, **state):
        """Keep the text of these files beside them: their bytes stay what they are.

        :param str text: what the files say
        :param state: values of ``archive_text_…`` and ``archive_scan_…``, how far it is read
        """
        return super().write({"index_content": text, **state})

    def _archive_same_bytes(self, vals):
        """Whether a write only stores the same bytes again, as a storage migration does."""
        if set(vals) == {"raw"} and vals["raw"]:
            checksum = self._compute_checksum(vals["raw"])
            return all(attachment.checksum == checksum for attachment in self)
        return False

    @api.ondelete(at_uninstall=True)
    def _unlink_archive_check(self):
        self._check_archive_owner("unlink")

    # -- reading ----------------------------------------------------------------------------

    def _archive_originals(self):
        """These files, as superuser; in place of a picture of a file the file itself."""
        # these alone: what a superuser fetches is in the cache of everybody
        files = self.sudo().browse(self.ids)
        files.fetch(["res_model", "res_id"])
        pictures = files.filtered(lambda file: file.res_model == self._name and file.res_id)
        if not pictures:
            return files
        originals = files.browse(pictures.mapped("res_id")).exists()
        originals.fetch(["res_model", "res_id"])
        return (files - pictures) | originals

    def _archive_documents(self):
        """The documents of the archive these files belong to, for asking their rule.

        :rtype: list(odoo.models.BaseModel)
        """
        files = self._archive_originals().filtered(
            lambda file: file.res_id and (file._archive_is_guarded() or file._archive_is_followed())
        )
        return [
            self.env[model].sudo(False).browse(batch.mapped("res_id"))
            for model, batch in files.grouped("res_model").items()
        ]

    def _has_attachments_ownership(self, attachment_tokens):
        """Whose file it is, a token tells; it opens nothing to who lost the right (B4)."""
        return super()._has_attachments_ownership(attachment_tokens) and all(
            documents.has_access("read") for documents in self._archive_documents()
        )

    def _archive_opened(self):
        """The bytes of these files are about to be read: log it where they are content.

        :raise AccessError: for an administrator who became superuser in the web client:
            nobody would be named for what they read (B6)
        """
        files = self._archive_originals()
        files = files.filtered(
            lambda file: file.res_id and self._archive_is_content(file.res_model)
        )
        if not files:
            return
        if is_superuser_session():
            raise AccessError(self.env._("The superuser reads no content of the archive."))
        records = self.env[RECORD_MODEL].sudo()
        for model, batch in files.grouped("res_model").items():
            records |= self.env[model].sudo().browse(batch.mapped("res_id")).exists().record_id
        self.env["property.archive.log"]._log_read(
            "downloaded", records.sudo(False), files=files.ids
        )

    def _postprocess_contents(self, values):
        """A large scan is kept as it was made: Odoo would make it smaller (A8)."""
        models = {values.get("res_model"), *self.sudo().mapped("res_model")}
        if RECORD_MODEL not in models and not any(map(self._archive_guards, models)):
            return super()._postprocess_contents(values)
        values["mimetype"] = self._compute_mimetype(values)
        return values

    @api.model
    def _file_write(self, bin_value, checksum):
        """Give a file its name in the file store only when it is whole.

        Two people who sign with the same picture at the same moment write one file. Odoo
        writes it in place: who finds the other's half of it is told that contents collide,
        and a crash leaves a half file for good.
        """
        if self._storage() == "file":
            name, path = self._get_path(bin_value, checksum)
            if not os.path.exists(path):
                self._mark_for_gc(name)
                part = f"{path}.{uuid.uuid4().hex}"
                try:
                    with open(part, "xb") as file:
                        file.write(bin_value)
                    os.replace(part, path)
                finally:
                    with contextlib.suppress(FileNotFoundError):
                        os.unlink(part)
        return super()._file_write(bin_value, checksum)

    def _compute_raw(self):
        if not self.env.su or is_superuser_session():
            self._archive_opened()
        return super()._compute_raw()

    def _read_format(self, fnames, load="_classic_read"):
        # the text of a file is its content too
        if _TEXT_FIELDS & set(fnames):
            self._archive_opened()
        return super()._read_format(fnames, load)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        if any(path and path[0] in _TEXT_FIELDS for path in fields):
            self.check_access("read")
            self._archive_opened()
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._check_not_text(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _read_group_select(self, aggregate_spec, query):
        self._check_not_text(aggregate_spec)
        return super()._read_group_select(aggregate_spec, query)

    def _check_not_text(self, spec):
        """Raise when the text of files would be read as groups: no log would say so."""
        if spec.split(":")[0] in _TEXT_FIELDS and not self.env.su:
            raise UserError(self.env._("Files are not grouped by their text: open them."))

    def _to_http_stream(self):
        # Odoo hands the record over as superuser where a field of another model is asked.
        self.sudo(False)._archive_opened()
        stream = super()._to_http_stream()
        # Odoo lets a browser keep a file for a year: the right to read it ends before
        return never_kept(stream) if self._archive_documents() else stream

    def _search(self, domain, *args, **kwargs):
        if is_superuser_session():
            content = [name for name in self.pool.models if self._archive_is_content(name)]
            domain = Domain(domain) & Domain("res_model", "not in", content)
        return super()._search(domain, *args, **kwargs)
