import contextlib
import hashlib
import os

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """Files are removed for good, and their absence is proven (requirement E6).

    Files lie in the database, in Odoo's file store, or where another addon keeps them.
    Those of OCA's ``fs_attachment`` are named ``code://path`` and reached through its
    file systems. A file in a storage that cannot be checked is never reported as removed.
    """

    _inherit = "ir.attachment"

    @api.model
    def _archive_collect(self, names):
        """Remove files of the store that no attachment names any more.

        An addon that keeps files elsewhere extends :meth:`_archive_remove_file` and
        :meth:`_archive_file_exists`. The caller holds a lock on ``ir_attachment``.

        :param names: values of ``store_fname``
        :return: what went wrong, by name; files that somebody else holds are no error
        :rtype: dict(str, str)
        """
        names = list(names)
        if not names:
            return {}
        self.env.cr.execute(
            "SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname = ANY(%s)",
            (names,),
        )
        kept = {row[0] for row in self.env.cr.fetchall()}
        errors = {}
        for name in names:
            if name in kept:
                continue
            try:
                self._archive_remove_file(name)
                if self._archive_file_exists(name):
                    errors[name] = self.env._("The file %s is still in the store.", name)
            except psycopg2.Error:
                raise
            except UserError as error:
                errors[name] = str(error)
            except Exception as error:  # pylint: disable=broad-except
                # A storage may raise any error; a file counts as removed only once it answered.
                errors[name] = self.env._(
                    "The file %(name)s cannot be removed: %(error)s",
                    name=name,
                    error=getattr(error, "strerror", None) or error,
                )
        return errors

    def _archive_content_hash(self):
        """SHA-256 of the bytes of this file, wherever they are kept.

        Asked before they are destroyed, where it can still be refused.

        :return: hexadecimal digest, False when the bytes were lost long ago
        :raise UserError: when they cannot be read, or are read from a place of which
            nobody could say afterwards that it is empty
        """
        self.ensure_one()
        raw, name = self.raw or b"", self.store_fname
        if name and (raw or self.file_size):
            there = self._archive_file_exists(name)
            if raw and not there:
                raise UserError(
                    self.env._(
                        "The file %s lies in a storage that the archive cannot look into:"
                        " nobody could prove that it is gone. Move it to the file store first.",
                        name,
                    )
                )
            if there and not raw:
                raise UserError(self.env._("The file %s cannot be read now: try again.", name))
            if not there:
                return False
        return hashlib.sha256(raw).hexdigest()

    @api.model
    def _archive_remove_file(self, name):
        """Remove a file from where it is kept, and its mark for collection.

        :param str name: value of ``store_fname``
        """
        storage, path = self._archive_storage(name)
        if storage:
            with contextlib.suppress(FileNotFoundError):
                storage.rm(path)
            if "fs.file.gc" in self.env:
                marks = self.env["fs.file.gc"].sudo()
                marks.search([("store_fname", "=", name)]).unlink()
            return
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._full_path(name))
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(self._full_path("checklist"), name))

    @api.model
    def _archive_file_exists(self, name):
        """Whether a file is where it is kept.

        :param str name: value of ``store_fname``
        """
        storage, path = self._archive_storage(name)
        if not storage:
            return os.path.exists(self._full_path(name))
        # not exists(): it also returns False when the storage fails to answer
        storage.invalidate_cache()
        try:
            storage.info(path)
        except FileNotFoundError:
            return False
        return True

    @api.model
    def _archive_storage(self, name):
        """The storage of ``fs_attachment`` that keeps a file, and the path there.

        :param str name: value of ``store_fname``
        :return: an ``fsspec`` file system and a path; two False for Odoo's file store
        :raise UserError: when the storage that the name tells is not known here
        """
        code, separator, _path = name.partition("://")
        if not separator:
            return False, False
        if not hasattr(self, "_fs_parse_store_fname") or code not in self._get_storage_codes():
            raise UserError(
                self.env._(
                    "The file %(name)s lies in the storage “%(storage)s”, which is not set up"
                    " here: nobody could prove that it is gone.",
                    name=name,
                    storage=code,
                )
            )
        storage, _code, path = self.sudo()._fs_parse_store_fname(name)
        return storage, path
