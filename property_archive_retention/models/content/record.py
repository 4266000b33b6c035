import hashlib

from odoo import api, models
from odoo.tools import SQL


class PropertyArchiveRecord(models.Model):
    """Every file that is content of a record (requirements E5, E6)."""

    _inherit = "property.archive.record"

    @api.model
    def _content_owners(self):
        """Models whose files are content of a record. Addons add theirs.

        :return: name of the stored field that points at the record, by model
        :rtype: dict(str, str)
        """
        return {
            "property.archive.record": "id",
            "property.archive.enclosure": "record_id",
            "property.archive.amendment": "record_id",
            "property.archive.amendment.file": "record_id",
        }

    def _content_attachments(self):
        """Every file of these records: all versions, chatter, thumbnails, binary fields.

        A file that a message only shows and that belongs to another document stays.

        :return: ids of ``ir.attachment`` by record id
        :rtype: dict(int, list(int))
        """
        self.env.flush_all()
        owners = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s AS record_id, %s AS res_model, id AS res_id FROM %s WHERE %s = ANY(%s)",
                SQL.identifier(field),
                model,
                SQL.identifier(self.env[model]._table),
                SQL.identifier(field),
                self.ids,
            )
            for model, field in self._content_owners().items()
        )
        rows = self.env.execute_query(
            SQL(
                """
            WITH RECURSIVE owner AS (
                %s
            ), found AS (
                SELECT o.record_id, a.id FROM owner o
                  JOIN ir_attachment a ON a.res_model = o.res_model AND a.res_id = o.res_id
                UNION
                SELECT o.record_id, a.id FROM owner o
                  JOIN mail_message m ON m.model = o.res_model AND m.res_id = o.res_id
                  JOIN message_attachment_rel r ON r.message_id = m.id
                  JOIN ir_attachment a ON a.id = r.attachment_id
                   AND (COALESCE(a.res_id, 0) = 0 OR a.res_model LIKE 'mail.%%')
                UNION
                SELECT o.record_id, a.id FROM owner o
                  JOIN mail_scheduled_message m ON m.model = o.res_model AND m.res_id = o.res_id
                  JOIN scheduled_message_attachment_rel r ON r.scheduled_message_id = m.id
                  JOIN ir_attachment a ON a.id = r.attachment_id
                   AND (COALESCE(a.res_id, 0) = 0 OR a.res_model LIKE 'mail.%%')
                UNION
                SELECT f.record_id, a.id FROM found f
                  JOIN ir_attachment a ON a.res_model = 'ir.attachment' AND a.res_id = f.id
            )
            SELECT record_id, array_agg(DISTINCT id ORDER BY id) FROM found GROUP BY record_id
                """,
                owners,
            )
        )
        return dict(rows)

    def _content_fingerprints(self):
        """Number of files, and a fingerprint that changes with any of them, by record id."""
        by_record = self._content_attachments()
        ids = [attachment for found in by_record.values() for attachment in found]
        self.env.cr.execute("SELECT id, checksum FROM ir_attachment WHERE id = ANY(%s)", (ids,))
        checksums = dict(self.env.cr.fetchall())
        result = {}
        for record in self:
            found = by_record.get(record.id, [])
            text = "\n".join(f"{attachment} {checksums[attachment]}" for attachment in found)
            result[record.id] = len(found), hashlib.sha256(text.encode()).hexdigest()
        return result

    def _shared_files(self):
        """Where else the same bytes are attached, by record id.

        :return: texts without titles: kind of document and code or id
        :rtype: dict(int, list(str))
        """
        by_record = self._content_attachments()
        owned = {attachment for found in by_record.values() for attachment in found}
        self.env.cr.execute(
            """
            SELECT DISTINCT o.id, a.res_model, a.res_id, a.id
              FROM ir_attachment o JOIN ir_attachment a ON a.checksum = o.checksum AND a.id <> o.id
             WHERE o.id = ANY(%(ids)s) AND a.id <> ALL(%(ids)s) AND o.file_size > 0
          ORDER BY a.res_model, a.res_id
            """,
            {"ids": list(owned)},
        )
        others = {}
        for own, model, res_id, attachment in self.env.cr.fetchall():
            others.setdefault(own, []).append((model, res_id, attachment))
        result = {}
        for record_id, found in by_record.items():
            texts = [self._describe_owner(*other) for own in found for other in others.get(own, [])]
            if texts:
                result[record_id] = list(dict.fromkeys(texts))
        return result

    def _describe_owner(self, model, res_id, attachment):
        if model == "property.archive.enclosure":
            enclosure = self.env[model].sudo().browse(res_id).exists()
            model, res_id = "property.archive.record", enclosure.record_id.id
        if model == self._name and res_id:
            return self.sudo().browse(res_id).display_name
        if model in self.env and res_id:
            return f"{self.env['ir.model']._get(model).name} #{res_id}"
        return self.env._("File #%s without a document", attachment)
