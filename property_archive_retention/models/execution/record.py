from odoo import fields, models


class PropertyArchiveRecord(models.Model):
    """What a destruction does to a record (requirements E6, E7)."""

    _inherit = "property.archive.record"

    def _mark_purging(self):
        """Mark these records as being destroyed: they no longer count as complete."""
        records = self.sudo().with_context(tracking_disable=True)
        records._write_protected({"state": "purging"})

    def _purge(self):
        """Remove the content of these records from the database, for good.

        :return: by record id the SHA-256 of each removed file, and the names of files
            in the store that have to be collected once this is committed
        :rtype: dict(int, tuple(list(str), set(str)))
        """
        # no exported copy may outlive what is certified as destroyed
        self.env["property.archive.whole.package"]._forget_content()
        by_record = self._content_attachments()
        Attachment = self.env["ir.attachment"].sudo()
        ids = {attachment for found in by_record.values() for attachment in found}
        # facts of all files in one query; their bytes one by one, to save memory
        Attachment.browse(ids).fetch(["type", "store_fname", "file_size"])
        result = {}
        for record_id in self.ids:
            hashes, files = [], set()
            for attachment_id in by_record.get(record_id, []):
                attachment = Attachment.browse(attachment_id)
                if attachment.type == "binary":
                    hashes.append(attachment._archive_content_hash())
                    attachment.invalidate_recordset(["raw", "db_datas"], flush=False)
                if attachment.store_fname:
                    files.add(attachment.store_fname)
            result[record_id] = list(filter(None, hashes)), files
        Attachment.browse(sorted(ids)).unlink()
        self._clear_content()
        return result

    def _mark_destroyed(self, batch, lines):
        """Note on the register entry that the content is verified to be gone.

        :param batch: the destruction
        :param dict lines: its line by record id
        """
        batch = batch.sudo()
        how = f"{batch.certificate_number} · {batch._label('method')}"
        records = self.sudo().with_context(tracking_disable=True)
        records._write_destroyed(batch, how)
        log = self.env["property.archive.log"].with_user(batch.executor_id)
        facts = {
            "certificate": batch.certificate_number,
            "method": batch.method,
            "approvers": batch.approval_ids.decided_by_id.ids,
            "executor": batch.executor_id.id,
            "supervisors": batch.supervisor_ids.ids,
        }
        rows = []
        for record in records.browse(self.ids):
            line = lines[record.id]
            rows += log._rows(
                batch._destruction_event(),
                record,
                {**facts, "sha256": line.content_hash, "files": line.file_count},
            )
        log._append(rows)

    def _write_destroyed(self, batch, how):
        """Say on the register entry what was done.

        :param batch: the destruction
        :param str how: number of the certificate and method
        """
        self._write_protected(
            {
                "state": "destroyed",
                "date_destroyed": fields.Datetime.now(),
                "disposal_note": how,
                "location_id": False,
            }
        )
