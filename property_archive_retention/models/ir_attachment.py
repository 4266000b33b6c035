import contextlib
import os

from odoo import api, models

#: Changing one of these replaces the file or takes it away from its document.
_CONTENT_FIELDS = {"raw", "datas", "db_datas", "store_fname", "res_model", "res_id"}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    # -- holds --------------------------------------------------------------------------

    def _archive_records(self):
        """Records of the archive these files belong to."""
        ids = {"property.archive.record": set(), "property.archive.enclosure": set()}
        for attachment in self.sudo():
            if attachment.res_id and attachment.res_model in ids:
                ids[attachment.res_model].add(attachment.res_id)
        enclosures = self.env["property.archive.enclosure"].sudo()
        owners = enclosures.browse(ids["property.archive.enclosure"]).exists().record_id
        records = self.env["property.archive.record"].sudo()
        return owners | records.browse(ids["property.archive.record"]).exists()

    def write(self, vals):
        if _CONTENT_FIELDS & set(vals) and not self._archive_same_bytes(vals):
            self._archive_records()._check_held()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_not_held(self):
        """Nobody deletes a file under a hold, superuser code included (E3)."""
        self._archive_records()._check_held()

    # -- collection ---------------------------------------------------------------------

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
                    errors[name] = self.env._("The file %s is still in the store.", name)
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
