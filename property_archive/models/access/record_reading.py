from odoo import api, models

from ...notify import readers_only


class PropertyArchiveRecord(models.Model):
    """Reading a record is logged with the reader's name (requirement B6)."""

    _name = "property.archive.record"
    _inherit = ["property.archive.record", "property.archive.read"]
    _groupable_texts = frozenset({"reference", "series", "item_key", "shelf_key"})

    def _read_records(self):
        return self._origin

    def _archive_titles(self):
        """Titles of these records, for lines of other documents that link to them.

        Only of records that the current user may read, and each one is logged as viewed: other
        documents' lists must not bypass the access rule (B4, B6).

        :return: title by record id, without records that the user may not read
        :rtype: dict(int, str)
        """
        readable = self._filtered_access("read")
        self.env["property.archive.log"]._log_read("viewed", readable)
        return {record.id: record.name for record in readable.sudo()}

    # -- mail -------------------------------------------------------------------------------

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Followers and recipients without the right to the record get no mail (B4)."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        return readers_only(self, recipients)

    # -- cost -------------------------------------------------------------------------------

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        if self.env.su or field_names is None:
            return super().search_fetch(domain, field_names, offset, limit, order)
        if set(field_names) - {"id", "display_name"}:
            # with the fields that the rules and the log read of each record afterwards
            field_names = list(dict.fromkeys((*field_names, "company_id", "level_id")))
        records = super().search_fetch(domain, field_names, offset, limit, order)
        # the query has already applied the rule; the check runs as superuser
        self._fields["readable"]._update_cache(records, True)
        self._fields["readable"]._update_cache(records.sudo(), True)
        return records
