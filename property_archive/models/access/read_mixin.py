from odoo import api, models, tools
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...http import rendering_reader

_RECORD = "property.archive.record"
#: Fields that do not count as reading a document.
NAMES = frozenset(("id", ".id", "display_name"))


class PropertyArchiveGuarded(models.AbstractModel):
    """Reading a text about a confidential record is logged with the reader's name (B6).

    A document that links to records tells about them in its texts: why a file was borrowed, what
    was wrong with it. This holds for every model of the archive automatically. Reading, opening a
    form, export and copying are logged; grouping by texts is refused, as it could not be logged;
    searching and sorting by texts are logged too. Of documents that are content themselves, the
    same holds for figures, dates and links; grouping by them and counting them is logged.
    """

    _inherit = "property.archive.guarded"

    #: The log's action for reading it.
    _read_action = "told"
    #: Texts that say nothing about the content: codes and hashes.
    _groupable_texts = frozenset()
    #: Figures, dates and links that say nothing about the content: what orders or checks it.
    _groupable_figures = frozenset()

    @api.model
    @tools.ormcache("self._name")
    def _record_pointers(self):
        """Names of the stored fields that link to records or to parts of them.

        :rtype: tuple(str)
        """
        part = self.pool["property.archive.read"]
        return tuple(
            name
            for name, field in self._fields.items()
            if field.store
            and field.type in ("many2one", "many2many")
            and issubclass(self.pool[field.comodel_name], part)
        )

    @api.model
    def _tells_of_records(self):
        """Whether texts of this model are about records; models extend it through ``super()``."""
        return bool(self._record_pointers()) and not self._transient

    @api.model
    @tools.ormcache("self._name")
    def _confidential_texts(self):
        """Names of the stored texts that may be about a confidential record.

        :rtype: frozenset(str)
        """
        if not self._tells_of_records():
            return frozenset()
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.store
            and field.column_type
            and field.type in ("char", "text", "html", "json")
            and name not in self._groupable_texts
        )

    @api.model
    def _confidential_figures(self):
        """Names of the stored figures, dates and links that are content of a record.

        :rtype: frozenset(str)
        """
        return frozenset()

    @api.model
    @tools.ormcache("self._name")
    def _asked_fields(self):
        """Names of the confidential texts and figures, and of the fields that search in them.

        :rtype: frozenset(str)
        """
        boxes = (
            name
            for name, field in self._fields.items()
            if field.search and not field.store and field.type in ("char", "text")
        )
        texts = self._confidential_texts()
        return (texts.union(boxes) if texts else texts) | self._confidential_figures()

    def _read_records(self):
        """The records that the texts of these documents are about, with the user's rights.

        :rtype: property.archive.record
        """
        records, documents = self.env[_RECORD].sudo(), self._origin.sudo()
        for name in documents._record_pointers():
            records |= documents[name]._read_records().sudo()
        return records.sudo(False)

    @api.model
    def _is_person(self):
        """Whether a person reads: code that runs as superuser reads for the archive."""
        return not self.env.su or rendering_reader() is not None

    @api.model
    def _is_reading(self, names):
        """Whether reading these fields must be logged.

        :param names: names of fields
        """
        return not self._confidential_texts().isdisjoint(names)

    def _log_reading(self, action):
        """Log that the current user reads these documents.

        :param str action: an action of the log
        """
        self.env["property.archive.log"]._log_read(action, self._read_records())

    # -- ways to read -----------------------------------------------------------------------

    def fetch(self, field_names=None):
        result = super().fetch(field_names)
        # templates read fields without calling any of the methods below
        if rendering_reader() is not None and self._is_reading(field_names or self._fields):
            self._log_reading(self._read_action)
        return result

    def _read_format(self, fnames, load="_classic_read"):
        values = super()._read_format(fnames, load)
        if self._is_person() and self._is_reading(fnames):
            self._log_reading(self._read_action)
        return values

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        # also covers an export through another document that links here
        names = {path[0] for path in fields if path}
        if self._is_person() and self._is_reading(names):
            self.check_access("read")
            self._log_reading("exported")
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def onchange(self, values, field_names, fields_spec):
        # for an existing document it returns the values
        if self._is_person() and self._is_reading(fields_spec):
            self.check_access("read")
            self._log_reading(self._read_action)
        return super().onchange(values, field_names, fields_spec)

    def copy_data(self, default=None):
        if self._is_person() and self._is_reading(self._fields):
            self.check_access("read")
            self._log_reading(self._read_action)
        return super().copy_data(default)

    # -- searches ---------------------------------------------------------------------------

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        if not self.env.su and self._asked_fields():
            names = {part.split()[0] for part in (order or "").split(",") if part.strip()}
            if domain:
                domain = Domain(domain)
                names.update(each.field_expr.split(".")[0] for each in domain.iter_conditions())
            self._log_question(names)
        return super()._search(domain, offset, limit, order, **kwargs)

    @api.model
    def _log_question(self, names):
        """Log that a user who may see confidential records searches or counts by what they say.

        Once for each search of a request, and without the words, which may be a title.

        :param set names: fields of the conditions, the order or the groups
        """
        names = self._asked_fields().intersection(names)
        if names and not self.env.su and self._answers_tell():
            self.env["property.archive.log"]._log_asked(self, names)

    @api.model
    def _answers_tell(self):
        """Whether a result shown to the current user may reveal a confidential record."""
        return True

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._check_not_text(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _read_group_select(self, aggregate_spec, query):
        self._check_not_text(aggregate_spec)
        return super()._read_group_select(aggregate_spec, query)

    def _check_not_text(self, spec):
        """Log a grouping or an aggregate; texts have neither, as they would be listed by it.

        :param str spec: such as ``note`` or ``note:array_agg``
        :raise AccessError: for a text
        """
        name = spec.split(":")[0].split(".")[0]
        if not self.env.su and name in self._confidential_texts():
            raise AccessError(
                self.env._(
                    "%(model)s: nothing is grouped by its texts (%(field)s), of which no log"
                    " would tell. Open the documents, or export them.",
                    model=self.env["ir.model"]._get(self._name).name,
                    field=self._fields[name]._description_string(self.env),
                )
            )
        self._log_question({name})
