from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from ...fields import ensure_ngrams, ngrams

ENCLOSURE = "property.archive.enclosure"
#: Files whose text was not read, or is not yet stored in its search form.
_UNREAD = (
    f"res_model = '{ENCLOSURE}' AND res_field IS NULL"
    " AND COALESCE(archive_text_state, '') <> 'read'"
)
_NOT_BEGUN = {"archive_text_state": False, "archive_text_pages": 0}


class IrAttachment(models.Model):
    """The text of files, as the archive searches it (requirement G3).

    A job reads it shortly after a file was added, and only for files of the archive: nobody has to
    wait, and files attached elsewhere cost nothing.
    """

    _inherit = "ir.attachment"

    archive_text_state = fields.Selection(
        [("open", "Being Read"), ("read", "Read")],
        "Text of the File",
        groups=fields.NO_ACCESS,
        copy=False,
    )
    archive_text_pages = fields.Integer("Pages Read", groups=fields.NO_ACCESS, copy=False)

    _archive_text_idx = models.Index(
        f"USING gin (property_archive_ngrams(index_content)) WHERE res_model = '{ENCLOSURE}'"
    )
    _archive_unread_idx = models.Index(f"(id) WHERE {_UNREAD}")

    def _auto_init(self):
        ensure_ngrams(self.env.cr)
        return super()._auto_init()

    @api.model
    def _archive_guarded_fields(self):
        return super()._archive_guarded_fields() | set(_NOT_BEGUN)

    # -- new files ----------------------------------------------------------------------------

    @api.model
    def _index(self, bin_data, mimetype, checksum=None):
        if self.env.context.get("archive_text_later"):
            return False
        return super()._index(bin_data, mimetype, checksum=checksum)

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_res_model")

        later = [self._archive_is_content(vals.get("res_model", default)) for vals in vals_list]
        if not any(later):
            return super().create(vals_list)
        made = {}
        for content in (True, False):
            model = self.with_context(archive_text_later=True) if content else self
            batch = [vals for vals, late in zip(vals_list, later, strict=True) if late is content]
            made[content] = iter(super(IrAttachment, model).create(batch).ids)
        self._archive_call_reader()
        return self.browse(next(made[content]) for content in later)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("res_model") == ENCLOSURE:
            self._archive_write_text(False, **_NOT_BEGUN)
            self._archive_call_reader()
        return result

    def _set_attachment_data(self, asbytes):
        # a storage migration stores the same bytes again: their text stays valid
        kept = self.sudo().filtered(lambda file: file.res_model == ENCLOSURE)
        before = {file: (file.checksum, file.index_content) for file in kept}
        files = self.with_context(archive_text_later=True) if len(kept) == len(self) else self
        result = super(IrAttachment, files)._set_attachment_data(asbytes)
        for file, (checksum, text) in before.items():
            if file.checksum == checksum:
                file._archive_write_text(text)
            else:
                file._archive_write_text(False, **file._archive_not_read())
        return result

    def _archive_not_read(self):
        """Values of a file that was not read yet. Extended for other kinds of text."""
        return dict(_NOT_BEGUN)

    @api.model
    def _archive_call_reader(self):
        """Trigger the job, once for all files of a transaction."""
        precommit = self.env.cr.precommit
        if "archive_reader" not in precommit.data:
            precommit.data["archive_reader"] = True
            precommit.add(self.sudo()._archive_start_reader)

    def _archive_start_reader(self):
        self.env.cr.precommit.data.pop("archive_reader", None)
        job = self.env.ref("property_archive.ir_cron_read_files", raise_if_not_found=False)
        if job:
            job._trigger()

    # -- searching ----------------------------------------------------------------------------

    @api.model
    def _archive_text_query(self, words):
        """Ids of the enclosures whose current file contains all these words.

        The caller must check the rights. Replaced versions are not found.

        :param list words: search words, in the form in which texts are stored
        :rtype: SQL
        """
        self.flush_model(["res_model", "res_id", "res_field", "index_content"])
        conditions = []
        for word in words:
            runs = ngrams(word)
            if runs:
                conditions.append(
                    SQL("property_archive_ngrams(file.index_content) @> %s", runs),
                )
            if runs != [word]:  # two Chinese characters are their own n-gram
                conditions.append(SQL("file.index_content ILIKE %s", f"%{escape_psql(word)}%"))
        return SQL(
            "SELECT file.res_id FROM ir_attachment file WHERE file.res_model = %s AND %s"
            " AND file.res_field IS NULL AND NOT EXISTS (SELECT FROM ir_attachment newer"
            " WHERE newer.res_model = %s AND newer.res_id = file.res_id"
            " AND newer.res_field IS NULL AND newer.id > file.id)",
            ENCLOSURE,
            SQL(" AND ").join(conditions),
            ENCLOSURE,
        )
