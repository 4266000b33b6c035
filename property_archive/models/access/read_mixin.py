from odoo import models
from odoo.exceptions import AccessError


class PropertyArchiveRead(models.AbstractModel):
    """A document that holds texts of records: whoever reads it is named in the log (B6).

    Each way in which its values leave by the ORM is logged: reading, a form, export,
    copying. Its texts are not read as groups, of which no log would tell.
    """

    _name = "property.archive.read"
    _description = "Document Whose Reading Is Logged"

    #: What the log calls reading it.
    _read_action = "viewed"
    #: Texts that tell nothing of the content: codes and hashes.
    _groupable_texts = frozenset()

    def _read_records(self):
        """The records whose texts these documents tell, in the user's rights.

        :rtype: property.archive.record
        """
        return self._origin.sudo().record_id.sudo(False)

    def _log_reading(self, action):
        """Log that the current user reads these documents.

        :param str action: a word of the log
        """
        self.env["property.archive.log"]._log_read(action, self._read_records())

    def _read_format(self, fnames, load="_classic_read"):
        values = super()._read_format(fnames, load)
        if set(fnames) - {"id", "display_name"}:
            self._log_reading(self._read_action)
        return values

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        # also what is exported through another document that points here
        if any(path and path[0] not in ("id", ".id", "display_name") for path in fields):
            self.check_access("read")
        self._log_reading("exported")
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def onchange(self, values, field_names, fields_spec):
        # of an existing document it answers with its values
        self.check_access("read")
        self._log_reading(self._read_action)
        return super().onchange(values, field_names, fields_spec)

    def copy_data(self, default=None):
        self.check_access("read")
        self._log_reading(self._read_action)
        return super().copy_data(default)

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._check_not_text(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _read_group_select(self, aggregate_spec, query):
        self._check_not_text(aggregate_spec)
        return super()._read_group_select(aggregate_spec, query)

    def _check_not_text(self, spec):
        """Raise when texts would be read as groups: no log would say so.

        :param str spec: a grouping or an aggregate, as ``note`` or ``note:array_agg``
        """
        name = spec.split(":")[0].split(".")[0]
        field = self._fields.get(name)
        if field is None or field.type not in ("char", "text", "html", "json"):
            return
        if name not in self._groupable_texts and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(model)s: nothing is grouped by its texts (%(field)s), of which no log"
                    " would tell. Open the documents, or export them.",
                    model=self.env["ir.model"]._get(self._name).name,
                    field=field._description_string(self.env),
                )
            )
