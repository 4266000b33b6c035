import contextlib
import os
import uuid

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...http import is_superuser_session, never_kept, rendering_reader
from ...trouble import trouble
from .ir_attachment import RECORD_MODEL

#: Fields other than the bytes that reveal the content of a file.
_TEXT_FIELDS = {"index_content", "db_datas", "thumbnail"}


class IrAttachment(models.Model):
    """Reading content is logged with the reader's name and never goes unseen (B4, B6)."""

    _inherit = "ir.attachment"

    def _archive_originals(self):
        """These files as superuser, with thumbnails replaced by the files they show."""
        # a separate cache: the values fetched as superuser must not be readable for everybody
        files = self.sudo().browse(self.ids)
        files.fetch(["res_model", "res_id"])
        pictures = files.filtered(lambda file: file.res_model == self._name and file.res_id)
        if not pictures:
            return files
        originals = files.browse(pictures.mapped("res_id")).exists()
        originals.fetch(["res_model", "res_id"])
        return (files - pictures) | originals

    def _archive_documents(self):
        """The archive documents to which these files belong, to check their access rules.

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
        """An access token proves whose file it is, but opens nothing when the right ended (B4)."""
        return super()._has_attachments_ownership(attachment_tokens) and all(
            documents.has_access("read") for documents in self._archive_documents()
        )

    def _archive_opened(self):
        """Called before the bytes of these files are read: log it if they are content.

        :raise AccessError: in a superuser session of the web client, as the log would not name the
            reader (B6)
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
        """Keep large scans unchanged: Odoo would resize them (A8)."""
        models = {values.get("res_model"), *self.sudo().mapped("res_model")}
        if RECORD_MODEL not in models and not any(map(self._archive_guards, models)):
            return super()._postprocess_contents(values)
        values["mimetype"] = self._compute_mimetype(values)
        return values

    @api.model
    def _file_write(self, bin_value, checksum):
        """Write a file under a temporary name and rename it when it is complete.

        Two users who sign with the same picture at the same moment write the same file. Odoo writes
        it in place: a user who finds the other's partial file gets an error about a collision, and
        a crash leaves a partial file for good.

        :raise UserError: when the store is full or not writable; the archive head is told
        """
        if self._storage() == "file":
            try:
                name, path = self._get_path(bin_value, checksum)
            except OSError as error:
                raise trouble(self.env, error) or error from None
            if not os.path.exists(path):
                part = f"{path}.{uuid.uuid4().hex}"
                try:
                    self._mark_for_gc(name)
                    with open(part, "xb") as file:
                        file.write(bin_value)
                    os.replace(part, path)
                except OSError as error:
                    raise trouble(self.env, error) or error from None
                finally:
                    with contextlib.suppress(FileNotFoundError):
                        os.unlink(part)
        return super()._file_write(bin_value, checksum)

    def _compute_raw(self):
        if not self.env.su or is_superuser_session():
            self._archive_opened()
        return super()._compute_raw()

    def _read_format(self, fnames, load="_classic_read"):
        # the extracted text is content too
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
        """Raise when the text of files is grouped or aggregated, as this could not be logged."""
        if spec.split(":")[0] in _TEXT_FIELDS and not self.env.su:
            raise UserError(self.env._("Files are not grouped by their text: open them."))

    def _to_http_stream(self):
        # Odoo passes the record as superuser when the field belongs to another model.
        self.sudo(False)._archive_opened()
        stream = super()._to_http_stream()
        # Odoo lets browsers cache a file for a year, but the right to read it ends earlier
        return never_kept(stream) if self._archive_documents() else stream

    def _search(self, domain, *args, **kwargs):
        reader = rendering_reader()
        if is_superuser_session() or (reader and (self.env.su or self.env.uid != reader)):
            # a template must not bypass this either
            content = [name for name in self.pool.models if self._archive_is_content(name)]
            domain = Domain(domain) & Domain("res_model", "not in", content)
        return super()._search(domain, *args, **kwargs)
