import contextlib
import os

from odoo import api, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _archive_collect(self, names):
        """Remove files of the store that no attachment names any more.

        A storage addon that keeps files elsewhere extends :meth:`_archive_remove_file`
        and :meth:`_archive_file_exists`. The caller holds a lock on ``ir_attachment``.

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
                    errors[name] = self.env._(
                        "The file %s is still in the store.", name
                    )
            except OSError as error:
                errors[name] = self.env._(
                    "The file %(name)s cannot be removed: %(error)s",
                    name=name,
                    error=error.strerror,
                )
        return errors

    @api.model
    def _archive_remove_file(self, name):
        """Remove a file of the store and its mark for collection."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._full_path(name))
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(self._full_path("checklist"), name))

    @api.model
    def _archive_file_exists(self, name):
        """Whether a file of the store is there."""
        return os.path.exists(self._full_path(name))
