import json

from odoo import models
from odoo.tools import SQL

#: Where Odoo keeps messages for browsers until they are fetched or pushed, and a day longer.
_QUEUES = (("bus_bus", "message"), ("mail_push", "payload"))


def _names(value, documents):
    """Whether a parsed message names one of these documents.

    :param documents: pairs of model name and id
    """
    if isinstance(value, list):
        return any(_names(item, documents) for item in value)
    if not isinstance(value, dict):
        return False
    for model in (value.get("model"), value.get("res_model")):
        for key in ("id", "res_id"):
            if isinstance(value.get(key), int) and (model, value[key]) in documents:
                return True
    return any(_names(item, documents) for item in value.values())


class PropertyArchiveRecord(models.Model):
    """Messages about a record that wait in queues for a browser (requirement E6)."""

    _inherit = "property.archive.record"

    def _clear_content(self):
        """Clear what waits to be sent about these records and their documents (E6)."""
        documents = {
            (model, res_id)
            for model, field in self._content_owners().items()
            for res_id in self.env[model].sudo()._search([(field, "in", self.ids)])
        }
        result = super()._clear_content()
        for table, column in _QUEUES:
            table, column = SQL.identifier(table), SQL.identifier(column)
            rows = self.env.execute_query(
                SQL(
                    "SELECT id, %s FROM %s WHERE %s LIKE %s",
                    column,
                    table,
                    column,
                    f"%{self._name.rpartition('.')[0]}.%",
                )
            )
            found = [row_id for row_id, text in rows if self._is_named_in(text, documents)]
            self.env.cr.execute(SQL("DELETE FROM %s WHERE id = ANY(%s)", table, found))
        return result

    def _is_named_in(self, text, documents):
        try:
            return _names(json.loads(text), documents)
        except ValueError:
            # the message is truncated: it cannot be told which record it is about
            return True
