from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ...registers import OfBatch

#: Rows read at once: more are never in memory.
BATCH = 1000
#: Names of persons, places and the like that a register keeps at most, for each column.
_KEPT_NAMES = 20_000
_RECORD = "property.archive.record"
#: What is named by its title.
_TITLED = (_RECORD, "property.archive.enclosure")


class PropertyArchiveRegister(models.AbstractModel):
    """Registers, catalogues and application forms on paper and as XLSX (requirement G1).

    One mechanism for all: an addon declares its own in :meth:`_registers`, and each is
    written as whoever asks, with what they may read and nothing else.
    """

    _name = "property.archive.register"
    _description = "Archive Register"
    _inherit = ["property.archive.guarded"]

    @api.model
    def _registers(self):
        """The registers and forms there are. Addons add theirs.

        :return: by key a dictionary with

            ``title``, ``form_number``
                as shipped; a company changes them in ``property.archive.form``
            ``model``, ``domain``, ``order``
                which documents stand in it, and how they are sorted
            ``columns``
                list of (label, path, width): the path is a dotted field path, a function
                of one document, an :class:`OfBatch`, or ``#`` for the running number
            ``date``
                name of the field a period is about, if there is one
            ``sort``
                function of (model, domain) that returns the ids in order, where a field
                order does not do
            ``group``
                function of a document: its part of the register, each with a page and a
                running number of its own
            ``heading``
                list of (label, path) printed above each part
            ``via``
                by the name of another model: the path that leads from this one to it, so
                that the register is made from a selection there
            ``records``
                path to the archive records whose titles it tells, for the log (B6)
            ``signatures``
                labels of the lines to sign
            ``layout``
                ``list`` or ``form``: one page for each document, its columns as boxes
            ``lines``
                (path, columns) of the table on a form
            ``cover``
                whether a form is set large, to be read on a shelf
            ``boxes``
                function of a document: list of (label, text) to be signed on a form
        :rtype: dict(str, dict)
        """
        return {}

    @api.model
    def _describe(self, key):
        """One register, with the title and the form number of the company.

        :raise UserError: for an unknown register
        """
        register = self._registers().get(key)
        if not register:
            raise UserError(self.env._("There is no register “%s”.", key))
        form = self.env["property.archive.form"].sudo().search([("key", "=", key)], limit=1)
        return {
            "order": None,
            "date": None,
            "layout": "list",
            "group": None,
            "heading": [],
            "signatures": [self.env._("Prepared by"), self.env._("Checked by")],
            **register,
            "key": key,
            "title": form.title or register["title"],
            "form_number": form.form_number or register["form_number"],
        }

    @api.model
    def _action(self, key, records=None, file_format="xlsx"):
        """Action that downloads a register, of these documents or of all the caller sees.

        :raise UserError: when it is too long for the format
        """
        wizard = self.env["property.archive.register.wizard"]._select(key, records, file_format)
        return wizard.action_download()

    @api.model
    def _check_length(self, register, count, file_format):
        """Refuse a register that no sheet or no reader of paper holds.

        :param dict register: see :meth:`_describe`
        :param int count: how many rows, or for a form how many documents, it has
        :param str file_format: ``xlsx`` or ``pdf``
        :raise UserError: when they are too many
        """
        most = self._most_rows(register, file_format)
        if count > most:
            text = self.env._(
                "%(register)s has %(count)s rows, and %(most)s are the most for %(format)s."
                " Choose fewer or a shorter period.",
                register=register["title"],
                count=count,
                most=most,
                format=file_format.upper(),
            )
            if file_format == "pdf":
                text += " " + self.env._("Or take it as XLSX.")
            raise UserError(text)

    # -- values --------------------------------------------------------------------------

    @api.model
    def _batches(self, register, ids):
        """The documents of a register, some at a time; what was read is let go again.

        The archive records whose titles are told are logged as exported (B6).
        """
        model = self.env[register["model"]]
        names = self._stored_names(model, register["columns"])
        if register["model"] == _RECORD:
            # what the log asks of them
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
        """Values that documents have by way of a many2one field, and their field type.

        Names of persons, places and the like are as the list on the screen shows them, and
        are read once; of a record there is only what the caller may read.

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
        """Values of a column that :meth:`_batches` fetched, as they came from the database.

        Going by the descriptor of the field for each cell takes as long as writing it.

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
        """A moment by the company's clock, naive: the same for whoever prints it."""
        local = self.env.company._archive_local_time(moment)
        return local.replace(tzinfo=None, microsecond=0)

    # -- what stands around the rows -------------------------------------------------------

    def _period_text(self, selection):
        date_from, date_to = (selection or {}).get("date_from"), (selection or {}).get("date_to")
        if date_from and date_to:
            return self.env._("%(start)s to %(end)s", start=date_from, end=date_to)
        if date_from:
            return self.env._("from %s", date_from)
        if date_to:
            return self.env._("until %s", date_to)
        return self.env._("all")

    def _title_lines(self, register, selection):
        """The two lines under the title: whose register, of what time, by whom and when."""
        now = self._local(fields.Datetime.now()).strftime("%Y-%m-%d %H:%M")
        company = self.env._(
            "%(company)s · form %(form)s",
            company=", ".join(self.env.companies.mapped("name")),
            form=register["form_number"],
        )
        if register["layout"] == "form":
            return company, self.env._(
                "Printed by %(user)s on %(date)s", user=self.env.user.name, date=now
            )
        return (
            company,
            self.env._(
                "Period: %(period)s · prepared by %(user)s on %(date)s",
                period=self._period_text(selection),
                user=self.env.user.name,
                date=now,
            ),
        )

    def _log_export(self, register, rows, file_format):
        self.env["property.archive.log"]._log(
            "exported",
            self.env.company,
            register=register["key"],
            format=file_format,
            rows=rows,
        )

    # -- columns that several have -----------------------------------------------------------

    def _number_column(self):
        return (self.env._("No."), "#", 7)
