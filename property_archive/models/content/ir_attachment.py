from odoo import api, models
from odoo.exceptions import UserError

#: Fields that change the file itself, the document it belongs to or who can read it.
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
#: Fields that give access to a file but do not change it.
_OPENING_FIELDS = {"public", "access_token"}
#: Files in a record's chatter follow the record, and may be detached from it.
RECORD_MODEL = "property.archive.record"


class IrAttachment(models.Model):
    """Files of the archive cannot be changed, moved, published or deleted by anybody.

    This includes superuser code, because the chatter deletes with ``sudo``. Destruction is allowed
    by the record's state in the database, never by a context key.
    """

    _inherit = "ir.attachment"

    def _check_archive_owner(self, operation):
        """Ask the documents to which these files belong whether the files may change.

        :param str operation: ``create``, ``write`` or ``unlink``
        :raise UserError: when one of them refuses
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
        """Names of the fields that change a file, its document or who can read it.

        :rtype: set(str)
        """
        return _GUARDED_FIELDS

    @api.model
    def _archive_guards(self, model):
        """Whether documents of a model decide about their files.

        :param str model: name of any model
        """
        return getattr(self.pool.models.get(model), "_archive_guards_files", False)

    @api.model
    def _archive_is_content(self, model):
        """Whether files of a model are content of a record.

        :param str model: name of any model
        """
        return getattr(self.pool.models.get(model), "_archive_files_are_content", False)

    def _archive_check_bytes(self):
        if not self.file_size:
            raise UserError(
                self.env._("The file %s is empty (0 bytes): scan or save it again.", self.name)
            )

    def _archive_is_guarded(self):
        """Whether a document of the archive decides about this file. Addons extend it."""
        self.ensure_one()
        return self._archive_guards(self.res_model)

    def _archive_is_followed(self):
        """Whether this file belongs to a document of the archive, for example in its chatter."""
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
            # the document to which the files now belong must accept them too
            self._check_archive_owner("create")
        return result

    def _archive_is_pictured(self):
        """Whether this file's thumbnail, or the lack of one, is final.

        The browser adds one to a file that was just added in a chatter; content only gets a
        thumbnail made from the file itself.
        """
        self.ensure_one()
        file = self.sudo().with_context(bin_size=True)
        return bool(self._archive_is_content(file.res_model) or file.thumbnail)

    def _archive_write_text(self, text, **state):
        """Store the extracted text of these files; their bytes are not changed.

        :param str text: text of the files
        :param state: values of ``archive_text_…`` and ``archive_scan_…``: how far the file is read
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
