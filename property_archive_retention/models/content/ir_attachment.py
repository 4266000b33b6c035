from odoo import api, models

#: Changing one of these replaces the file or takes it away from its document.
_CONTENT_FIELDS = {"raw", "datas", "db_datas", "store_fname", "res_model", "res_id"}


class IrAttachment(models.Model):
    """Files of held records are neither deleted nor replaced (requirement E3)."""

    _inherit = "ir.attachment"

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
        """Raise when a file under a hold is deleted, also by superuser code (E3)."""
        self._archive_records()._check_held()
