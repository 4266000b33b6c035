"""Field types of the archive, and indexes that find Chinese text."""

import re

from odoo import fields
from odoo.fields import Domain
from odoo.orm.domains import DomainCustom
from odoo.tools import SQL

_CJK_RUN = re.compile("[\u4e00-\u9fff]{2,}")
_ASCII_RUN = re.compile(r"[!-$&-\[\]^`-~]{3,}")

#: N-grams: runs of two Chinese characters and of three ASCII characters. Chinese names have two or
#: three characters, which a trigram index cannot find; and PostgreSQL's own trigrams are an
#: extension that not every database has. LIKE wildcards are left out, because a pattern may contain
#: them.
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
    """Create the SQL function of the indexes, before a model creates its indexes.

    :param cr: cursor of the database
    """
    cr.execute(NGRAM_FUNCTION)


def ngrams(text, letters=True):
    """The n-grams of a text, as the database function returns them.

    :param str text: search text
    :param bool letters: false when the database compares without accents: then a letter of the
        pattern may match another letter of the text
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
    """The SQL condition that an n-gram index answers, or None.

    :param column: ``SQL`` of the column, as in the index
    :param str text: search text
    :param model: any recordset of the model, for its registry
    """
    runs = ngrams(text, letters=not model.pool.has_unaccent)
    return SQL("property_archive_ngrams(%s) @> %s", column, runs) if runs else None


def ngrams_domain(name, text):
    """The same condition as a domain, to combine with a condition on the field itself.

    :param str name: a text field with an n-gram index
    :param str text: search text
    :rtype: odoo.fields.Domain
    """

    def to_sql(model, alias, query):
        column = model._field_to_sql(alias, name, query)
        return ngrams_sql(column, text, model) or SQL("TRUE")

    return Domain.custom(to_sql=to_sql)


class IndexedDomain(DomainCustom):
    """A domain condition in SQL that an index answers and that few rows satisfy."""

    __slots__ = ()


class ChineseChar(fields.Char):
    """A Char whose ``ilike`` uses an index, even for Chinese text of two characters.

    The model declares the index: ``USING gin (property_archive_ngrams(<column>))``.
    """

    def _condition_to_sql(self, field_expr, operator, value, model, alias, query):
        condition = super()._condition_to_sql(field_expr, operator, value, model, alias, query)
        if operator in ("ilike", "like") and isinstance(value, str):
            column = model._field_to_sql(alias, field_expr, query)
            if by_index := ngrams_sql(column, value, model):
                return SQL("(%s AND %s)", by_index, condition)
        return condition
