"""Field types of the archive, and how text is found by an index."""

import re

from odoo import fields
from odoo.fields import Domain
from odoo.orm.domains import DomainCustom
from odoo.tools import SQL

_CJK_RUN = re.compile("[\u4e00-\u9fff]{2,}")
_ASCII_RUN = re.compile(r"[!-$&-\[\]^`-~]{3,}")

#: Runs of two Chinese characters, and of three of ASCII. A Chinese name has two or three
#: characters, and a trigram index knows nothing of a pattern shorter than three; and
#: PostgreSQL's own, an extension, is not in every database. The wildcards of LIKE are left
#: out: a pattern may hold them.
NGRAM_FUNCTION = r"""
CREATE OR REPLACE FUNCTION property_archive_ngrams(value text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    ngrams text[] := '{}';
    a text COLLATE "C";
    b text COLLATE "C";
    c text COLLATE "C";
BEGIN
    FOREACH c IN ARRAY string_to_array(lower(translate(value, '%_\', '   ') COLLATE "C"), NULL)
    LOOP
        IF c BETWEEN '!' AND '~' THEN
            IF b BETWEEN '!' AND '~' AND a BETWEEN '!' AND '~' THEN
                ngrams := ngrams || (a || b || c);
            END IF;
        ELSIF c BETWEEN U&'\4E00' AND U&'\9FFF' AND b BETWEEN U&'\4E00' AND U&'\9FFF' THEN
            ngrams := ngrams || (b || c);
        END IF;
        a := b;
        b := c;
    END LOOP;
    RETURN ngrams;
END $$;
"""


def ensure_ngrams(cr):
    """Create the function that indexes call, before a model makes its indexes.

    :param cr: cursor of the database
    """
    cr.execute(NGRAM_FUNCTION)


def ngrams(text, letters=True):
    """The runs of characters of a text, as the database function gives them.

    :param str text: what somebody searches for
    :param bool letters: false where the database compares without accents: a letter of the
        pattern may be another one in the text
    :rtype: list(str)
    """
    text = re.sub("[A-Z]+", lambda match: match[0].lower(), text or "")
    found = {
        run[index : index + length]
        for pattern, length in ((_CJK_RUN, 2), (_ASCII_RUN, 3))
        for run in pattern.findall(text)
        for index in range(len(run) - length + 1)
    }
    if not letters:
        found = {ngram for ngram in found if not re.search("[a-z]", ngram)}
    return sorted(found)


def ngrams_sql(column, text, model):
    """The condition that an index on the runs of a column answers, or None.

    :param column: ``SQL`` of the column as the index has it
    :param str text: what somebody searches for
    :param model: a recordset, for its registry
    """
    runs = ngrams(text, letters=not model.pool.has_unaccent)
    return SQL("property_archive_ngrams(%s) @> %s", column, runs) if runs else None


def ngrams_domain(name, text):
    """The same as a domain, beside a condition on the field itself.

    :param str name: a text field with an index on its runs
    :param str text: what somebody searches for
    :rtype: odoo.fields.Domain
    """

    def to_sql(model, alias, query):
        column = model._field_to_sql(alias, name, query)
        return ngrams_sql(column, text, model) or SQL("TRUE")

    return Domain.custom(to_sql=to_sql)


class IndexedDomain(DomainCustom):
    """A condition in SQL that an index answers, and few rows satisfy."""

    __slots__ = ()


class ChineseChar(fields.Char):
    """A Char whose ``ilike`` is answered by an index, Chinese text of two characters too.

    The model declares the index: ``USING gin (property_archive_ngrams(<column>))``.
    """

    def _condition_to_sql(self, field_expr, operator, value, model, alias, query):
        condition = super()._condition_to_sql(field_expr, operator, value, model, alias, query)
        if operator in ("ilike", "like") and isinstance(value, str):
            column = model._field_to_sql(alias, field_expr, query)
            if by_index := ngrams_sql(column, value, model):
                return SQL("(%s AND %s)", by_index, condition)
        return condition
