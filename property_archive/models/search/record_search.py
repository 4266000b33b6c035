import re
import unicodedata

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.orm.domains import DomainCustom
from odoo.tools import SQL

from ...fields import IndexedDomain, ngrams, ngrams_sql
from ...reading.form import question_words

#: Up to this many contacts, units or pieces are passed to the database by id: it then knows their
#: records and plans better than with a subquery.
_NAMED = 2000
_MOST_WORDS = 8
#: Characters of a document number 文号 that are rare in names of people and places.
_NUMBERED = re.compile(r"[\dA-Za-z〔〕（）()［］\[\]第字号发函文令]")


class PropertyArchiveRecord(models.Model):
    """One search box that finds a file by anything that somebody remembers of it (G3).

    Each part searches with the user's rights: the record's fields by the rules of the record,
    contacts and units by theirs, document numbers and file texts by the right to the content. A
    negation excludes only what this user can find, so that its result reveals nothing.
    """

    _inherit = "property.archive.record"

    search_text = fields.Char(
        "Code, Unit, Owner, Phone…",
        store=False,
        search="_search_search_text",
        help="Also the title, the licence plate and document numbers.",
        exportable=False,
    )
    file_text = fields.Char(
        "In the Files", store=False, search="_search_file_text", exportable=False
    )

    @api.model
    def _searched_texts(self, operator, value):
        if operator == "in":
            return [str(text) for text in value if text]
        if operator in ("ilike", "like", "=ilike", "=like"):
            return [value or ""]
        return None

    # -- the box ----------------------------------------------------------------------------

    def _search_search_text(self, operator, value):
        texts = self._searched_texts(operator, value)
        if texts is None:
            return NotImplemented
        return Domain.OR(self._box_domain(text) for text in texts)

    @api.model
    def _box_domain(self, text):
        """Domain of the records that match every word of a text."""
        words = text.split()[:_MOST_WORDS]
        digits = "".join(words)
        if len(words) > 1 and re.fullmatch(r"\+?[\d()-]{11,}", digits):
            words = [digits]  # a telephone number written with spaces
        return Domain.AND(self._word_domain(word) for word in words)

    @api.model
    def _word_domain(self, word):
        """Domain of the records that match a word."""
        linked = self._linked_domains(self._word_queries(word))
        return self._texts_domain(("reference", "name", "plate"), word, linked)

    @api.model
    def _search_display_name(self, operator, value):
        if operator in ("ilike", "like") and isinstance(value, str) and value:
            return self._texts_domain(self._rec_names_search, value)
        return super()._search_display_name(operator, value)

    @api.model
    def _texts_domain(self, names, text, linked=((), (), False)):
        """Domain of the records with a text in one of some fields, or with matching links.

        It has two conditions: one answered by indexes alone, and an exact one. If they were mixed,
        the database would compute the n-grams of each row again.

        :param names: text fields of the record with an n-gram index
        :param str text: search text
        :param linked: further conditions, as :meth:`_linked_domains` returns them; when they match
            many records, no index is used for all of them
        """
        linked_index, linked_exact, many = linked

        def exact_to_sql(model, alias, query):
            return SQL(" OR ").join(
                # as for any text field: the index has its own condition
                fields.Char._condition_to_sql(
                    model._fields[name], name, "ilike", text, model, alias, query
                )
                for name in names
            )

        def runs_to_sql(model, alias, query):
            return SQL(" OR ").join(
                ngrams_sql(model._field_to_sql(alias, name, query), text, model) for name in names
            )

        exact = Domain.OR([*linked_exact, self._sql_domain(exact_to_sql)])
        indexed = not many and ngrams(text, letters=not self.pool.has_unaccent)
        if not indexed or self._is_common(names, text):
            return exact
        return Domain.OR([*linked_index, self._sql_domain(runs_to_sql, IndexedDomain)]) & exact

    @api.model
    def _sql_domain(self, to_sql, kind=DomainCustom):
        return kind(lambda *args: SQL("(%s)", to_sql(*args)))

    @api.model
    def _word_queries(self, word):
        """What a word may match besides the record's own texts.

        :return: for each field of the record, the matching ids, as a query or a set
        :rtype: list(tuple(str, SQL or set(int)))
        """
        if not ngrams(unicodedata.normalize("NFKC", word)):
            return []
        queries = []
        Unit = self.env["property.archive.unit"]
        partners = self._linked_search("res.partner", "_archive_word_domain", word)
        if partners is not None:
            both = SQL("unnest(ARRAY[res_partner.id, commercial_partner_id])")
            partners.limit = _NAMED + 1
            ids = {row[0] for row in self.env.execute_query(partners.select(both))} - {None}
            many = len(ids) > _NAMED
            partners.limit = None
            queries.append(("partner_id", partners.select(both) if many else ids))
            named = SQL("(%s)", partners.select(both)) if many else sorted(ids)
            if not self._joint_domain(named).is_false():
                queries.append(("id:joint", self._joint_query(named)))
            if ids and Unit.has_access("read"):
                # if a file is about a unit only, its owner and tenant are those of the unit
                owned = Unit._search(
                    Domain("owner_ids", "in", named) | Domain("tenant_id", "in", named)
                )
                queries.append(("unit_id:alone", owned.select()))
        units = self._linked_search("property.archive.unit", "_archive_word_domain", word)
        if units is not None:
            queries.append(("unit_id", units.select()))
        if not re.search(r"\d", word):
            # shown to every reader of the record, even without access to employees
            employees = self.env["hr.employee"].sudo().with_context(active_test=False)
            queries.append(("employee_id", employees._search([("name", "ilike", word)]).select()))
        Enclosure = self.env["property.archive.enclosure"]
        if _NUMBERED.search(word) and Enclosure.has_access("read"):
            pieces = Enclosure._search(Domain("document_number", "ilike", word))
            record = Enclosure._field_to_sql(pieces.table, "record_id", pieces)
            queries.append(("id", pieces.select(record)))
        return queries

    @api.model
    def _linked_search(self, model, method, word):
        """Rows of a model that a word may match and the user may read."""
        records = self.env[model].with_context(active_test=False)
        if not records.has_access("read"):
            return None
        domain = getattr(records, method)(word)
        return records._search(domain) if domain is not None else None

    @api.model
    def _linked_domains(self, queries):
        """Domains of the records that link to the results of these queries.

        All queries run in one statement. Those with many results stay subqueries.

        :return: domains answered by indexes alone, the exact domains, and whether one of them
            matches many records
        :rtype: tuple(list(odoo.fields.Domain), list(odoo.fields.Domain), bool)
        """
        found = {index: ids for index, (_name, ids) in enumerate(queries) if isinstance(ids, set)}
        asked = [
            SQL("(SELECT %s, found.* FROM (%s) found LIMIT %s)", index, query, _NAMED + 1)
            for index, (_name, query) in enumerate(queries)
            if index not in found
        ]
        if asked:
            for index, linked_id in self.env.execute_query(SQL(" UNION ALL ").join(asked)):
                found.setdefault(index, set()).add(linked_id)
        by_index, exact, any_many = [], [], False
        for index, ids in found.items():
            name, query = queries[index]
            if not ids:
                continue
            name, _colon, how = name.partition(":")
            if name == "id" and not how:
                self._log_found(ids)
            many = len(ids) > _NAMED
            any_many |= many
            domain = Domain(name, "in", SQL("(%s)", query) if many else sorted(ids))
            by_index.append(domain)
            exact.append(domain & Domain("partner_id", "=", False) if how == "alone" else domain)
        return by_index, exact, any_many

    @api.model
    def _log_found(self, ids):
        """Log which content matched a search: a match reveals content, even if it is not read (B6).

        Logged here and not where results are shown, as counts and groups reveal as much. A search
        with more matches than the log names reveals as little as a common word.
        """
        self.env["property.archive.log"]._log_read("searched", self.browse(sorted(ids)[:_NAMED]))

    # -- the text of files --------------------------------------------------------------------

    def _search_file_text(self, operator, value):
        texts = self._searched_texts(operator, value)
        if texts is None:
            return NotImplemented
        queries = []
        for text in texts:
            words = question_words(text)[:_MOST_WORDS]
            if not words:
                return Domain.TRUE
            if self.env["property.archive.enclosure"].has_access("read"):
                queries.append(("id", self._file_query(words)))
        return Domain.OR(self._linked_domains(queries)[1])

    @api.model
    def _file_query(self, words):
        """Ids of the records with a current file that contains all these words.

        :param list words: search words, in any order
        :return: record ids, as ``SQL``
        """
        Enclosure = self.env["property.archive.enclosure"]
        pieces = Enclosure._search(Domain.TRUE)
        pieces.add_join(
            "JOIN",
            "file",
            SQL("(%s)", self.env["ir.attachment"]._archive_text_query(words)),
            SQL("file.res_id = %s", Enclosure._field_to_sql(pieces.table, "id", pieces)),
        )
        return pieces.select(Enclosure._field_to_sql(pieces.table, "record_id", pieces))
