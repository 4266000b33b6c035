"""Field types of the archive."""

import re

from odoo import fields
from odoo.tools import SQL

_CJK_RUN = re.compile("[\u4e00-\u9fff]{2,}")

#: Two-character runs of Chinese text. A Chinese name has two or three characters, and a
#: trigram index knows nothing of a pattern shorter than three.
BIGRAM_FUNCTION = r"""
CREATE OR REPLACE FUNCTION property_archive_bigrams(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN value ~ '[\u4e00-\u9fff]{2}' THEN
        (SELECT array_agg(DISTINCT substr(value, i, 2))
           FROM generate_series(1, length(value) - 1) i
          WHERE substr(value, i, 2) ~ '^[\u4e00-\u9fff]{2}$')
    ELSE '{}'::text[] END
$$
"""


def bigrams(text):
    """The two-character runs of Chinese text, as the database function gives them.

    :param str text: what somebody searches for
    :rtype: list(str)
    """
    found = {
        run[index : index + 2]
        for run in _CJK_RUN.findall(text or "")
        for index in range(len(run) - 1)
    }
    return sorted(found)


class ChineseChar(fields.Char):
    """A Char whose ``ilike`` finds Chinese text of two characters by an index.

    The model declares the index: ``USING gin (property_archive_bigrams(<column>))``.
    """

    def _condition_to_sql(self, field_expr, operator, value, model, alias, query):
        condition = super()._condition_to_sql(field_expr, operator, value, model, alias, query)
        if operator in ("ilike", "like") and isinstance(value, str) and (runs := bigrams(value)):
            column = model._field_to_sql(alias, field_expr, query)
            return SQL("(property_archive_bigrams(%s) @> %s AND %s)", column, runs, condition)
        return condition
