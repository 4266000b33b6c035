from odoo import api, models
from odoo.tools import split_every

from ...registers import OfBatch
from .register import _RECORD

#: Rows read at once: more are never in memory.
BATCH = 1000
#: Largest number of linked names (persons, places) cached per column.
_KEPT_NAMES = 20_000
#: Models whose display name shows a title.
_TITLED = (_RECORD, "property.archive.enclosure")


class PropertyArchiveRegister(models.AbstractModel):
    """Read the column values of a register for many documents at once."""

    _inherit = "property.archive.register"

    @api.model
    def _batches(self, register, ids):
        """The documents of a register in batches; the cache is emptied after each.

        The archive records whose titles are told are logged as exported (B6).
        """
        model = self.env[register["model"]]
        names = self._stored_names(model, register["columns"])
        if register["model"] == _RECORD:
            # the fields that the log needs
            names += ["company_id", "level_id", "reference"]
        for batch in split_every(BATCH, ids, model.browse):
            batch.fetch(names)
            if register["model"] == _RECORD:
                told = batch
            elif register.get("records"):
                told = batch.sudo().mapped(register["records"]).sudo(False)
                told = told._filtered_access("read")
            else:
                told = self.env[_RECORD]
            self.env["property.archive.log"]._log_read("exported", told, register=register["key"])
            yield batch
            if len(ids) > BATCH:
                self.env.invalidate_all()

    def _stored_names(self, batch, columns):
        names = {path.split(".")[0] for _label, path, _width in columns if isinstance(path, str)}
        stored = (batch._fields.get(name) for name in names - {"#"})
        return [field.name for field in stored if field and field.store]

    def _values(self, batch, path, known=None):
        """Values of one column for a batch of documents, and their field type.

        :param dict known: names found for the batches before, by path: kept from one batch
            to the next
        :rtype: tuple(list, str)
        """
        if isinstance(path, OfBatch):
            return path.function(batch), path.kind
        if callable(path):
            return [path(document) for document in batch], None
        head, _dot, rest = path.partition(".")
        field = batch._fields[head]
        if not rest:
            return self._plain_values(batch, field), field.type
        if field.type == "many2one":
            linked = self._raw_values(batch, field)
            if linked is None:
                linked = [document[head].id for document in batch]
            names = {} if known is None else known.setdefault(path, {})
            return self._linked_values(field, linked, rest, names)
        texts = []
        for document in batch:
            linked = document[head]
            if field.comodel_name in _TITLED:
                linked = linked.sudo(False)._filtered_access("read")
            values, kind = self._values(linked, rest)
            texts.append(", ".join(self._text(value, kind) for value in values if value))
        return texts, "char"

    def _linked_values(self, field, linked, path, names):
        """Values reached through a many2one field, and their field type.

        Names of persons, places and the like are those that the list view shows, and
        are read once; of archive records only what the caller may read is included.

        :param list linked: ids the field has, for each document
        :param dict names: what is known already by id; what is found is added
        """
        targets = self.env[field.comodel_name]
        if field.comodel_name in _TITLED:
            names = {}
            targets = targets.browse(dict.fromkeys(filter(None, linked)))._filtered_access("read")
        else:
            if len(names) > _KEPT_NAMES:
                names.clear()
            unknown = dict.fromkeys(i for i in linked if i and i not in names)
            targets = targets.sudo().browse(unknown)
            targets.fetch(self._stored_names(targets, [(None, path, None)]))
        values, kind = self._values(targets, path)
        names.update(zip(targets._ids, values, strict=True))
        return [names.get(target) for target in linked], kind

    def _raw_values(self, batch, field):
        """Raw database values of a column that :meth:`_batches` fetched.

        Reading each cell through the field descriptor takes as long as writing it.

        :return: None where the field has no such values
        """
        plain = field.type in ("char", "text", "selection", "integer", "date", "many2one")
        if not (plain and field.store) or field.company_dependent or field.translate:
            return None
        held = field._get_cache(batch.env)
        values = [held.get(document_id, held) for document_id in batch._ids]
        return None if any(value is held for value in values) else values

    def _plain_values(self, batch, field):
        name = field.name
        values = self._raw_values(batch, field) if field.type != "many2one" else None
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return [labels.get(value) for value in values or batch.mapped(name)]
        if values is not None:
            return values
        if field.type == "boolean":
            return [self._text(document[name], "boolean") for document in batch]
        if field.type == "many2one":
            return [document[name].sudo().display_name or None for document in batch]
        if field.type in ("one2many", "many2many"):
            return [", ".join(document[name].mapped("display_name")) for document in batch]
        if field.type == "datetime":
            moments = (document[name] for document in batch)
            return [self._local(moment) if moment else None for moment in moments]
        return [document[name] for document in batch]

    def _text(self, value, kind=None):
        """One value as text, as it is printed."""
        if isinstance(value, bool) and kind == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if value is None or value is False:
            return ""
        if kind == "datetime":
            return value.strftime("%Y-%m-%d %H:%M")
        if kind == "monetary":
            return f"{value:.2f}"
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value)

    def _group_key(self, register, document):
        return register["group"](document) if register["group"] else None

    def _local(self, moment):
        """A datetime in the company's time zone, naive: the same for every user."""
        local = self.env.company._archive_local_time(moment)
        return local.replace(tzinfo=None, microsecond=0)
