from odoo import api, models, tools

from ...notify import readers_only
from .read_mixin import NAMES

#: Types of fields whose values can be counted, or tried by conditions.
_FIGURES = ("integer", "float", "monetary", "date", "datetime", "many2one", "many2one_reference")


class PropertyArchiveRead(models.AbstractModel):
    """A document that is part of a record: reading any of its fields is reading the record (B6).

    ``property.archive.guarded`` logs the texts of other documents; here all fields are logged.
    """

    _name = "property.archive.read"
    _description = "Document Whose Reading Is Logged"
    _inherit = ["property.archive.guarded"]

    _read_action = "viewed"

    def _read_records(self):
        return self._origin.sudo().record_id.sudo(False)

    @api.model
    def _tells_of_records(self):
        return True

    @api.model
    @tools.ormcache("self._name")
    def _confidential_figures(self):
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.store
            and field.column_type
            and field.type in _FIGURES
            and not field.related
            and name not in models.MAGIC_COLUMNS
            and name not in self._groupable_figures
            # a part of the record, or another document of which the same holds
            and not getattr(self.env.get(field.comodel_name), "_confidential_texts", frozenset)()
        )

    @api.model
    def _is_reading(self, names):
        return not NAMES.issuperset(names)

    @api.model
    def _answers_tell(self):
        return self.env["property.archive.access"]._may_see_confidential()


class PropertyArchiveRecord(models.Model):
    """Reading a record is logged with the reader's name (requirement B6)."""

    _name = "property.archive.record"
    _inherit = ["property.archive.record", "property.archive.read"]
    _groupable_texts = frozenset({"reference", "series", "item_key", "shelf_key"})

    @api.model
    def _confidential_figures(self):
        # entries of the register, by which it is listed and counted
        return frozenset()

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
