from odoo import models
from odoo.exceptions import UserError

from ...notify import readers_only


class PropertyArchiveRecord(models.Model):
    """Whoever reads a record is named in the log (requirement B6)."""

    _inherit = "property.archive.record"

    def _archive_titles(self):
        """Titles of these records for lines of other documents that name them.

        Only of those the current user may read, and a view of each in the log: a list of
        another document is no way around the rule (B4, B6).

        :return: title by record id; a record the user may not read is not in it
        :rtype: dict(int, str)
        """
        readable = self._filtered_access("read")
        self.env["property.archive.log"]._log_read("viewed", readable)
        return {record.id: record.name for record in readable.sudo()}

    def _read_format(self, fnames, load="_classic_read"):
        values = super()._read_format(fnames, load)
        if set(fnames) - {"id", "display_name"}:
            self.env["property.archive.log"]._log_read("viewed", self._origin)
        return values

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        # also what is exported through another document that points here
        if any(path and path[0] not in ("id", ".id", "display_name") for path in fields):
            self.check_access("read")
        self.env["property.archive.log"]._log_read("exported", self)
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def onchange(self, values, field_names, fields_spec):
        # on an existing record it answers with its values
        self.check_access("read")
        self.env["property.archive.log"]._log_read("viewed", self)
        return super().onchange(values, field_names, fields_spec)

    def copy_data(self, default=None):
        self.check_access("read")
        self.env["property.archive.log"]._log_read("viewed", self)
        return super().copy_data(default)

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._check_not_text(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _read_group_select(self, aggregate_spec, query):
        self._check_not_text(aggregate_spec)
        return super()._read_group_select(aggregate_spec, query)

    def _check_not_text(self, spec):
        """Raise when texts of records would be read as groups: no log would say so."""
        if spec.split(":")[0] in ("name", "note", "return_reason") and not self.env.su:
            raise UserError(
                self.env._("Records are not grouped by their texts: open them, or export them.")
            )

    # -- mail -------------------------------------------------------------------------------

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Followers and recipients without the right to the record get no mail (B4)."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        return readers_only(self, recipients)
