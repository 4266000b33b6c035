"""Remove record titles from texts that copied the names of records (B4).

Names used to be "code · title", when everybody in the company could read the title; Odoo and the
documents of the archive copied them. Here the category replaces the title.
"""

from odoo.tools import SQL

#: A temporary function: it ends with the connection. A code ends just before the dot; the text
#: after it counts as a title only if it matches one exactly, the longest first.
_FUNCTION = """
CREATE OR REPLACE FUNCTION pg_temp.archive_untitle(v_text text, v_lang text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_done text := '';
    v_rest text := v_text;
    v_at integer;
    v_before text;
    v_title text;
    v_category text;
BEGIN
    LOOP
        v_at := strpos(v_rest, ' · ');
        EXIT WHEN v_at = 0 OR v_at IS NULL;
        v_before := substring(right(v_done || left(v_rest, v_at - 1), 64) from '[^<>\\n\\r]*$');
        v_done := v_done || left(v_rest, v_at + 2);
        v_rest := substr(v_rest, v_at + 3);
        SELECT form, COALESCE(c.name ->> v_lang, c.name ->> 'en_US') INTO v_title, v_category
          FROM (SELECT id, name, category_id FROM property_archive_record
                 WHERE reference = ANY(ARRAY(
                       SELECT right(v_before, n) FROM generate_series(1, length(v_before)) n))
                UNION ALL
                SELECT id, name, category_id FROM property_archive_record
                 WHERE id = substring(v_before from '[^0-9]([0-9]{1,9})$')::integer) r
          JOIN property_archive_category c ON c.id = r.category_id
         CROSS JOIN LATERAL (
               SELECT r.name AS title
               UNION SELECT v.old_value #>> '{}'
                       FROM property_archive_amendment a
                       JOIN property_archive_amendment_value v ON v.amendment_id = a.id
                      WHERE a.record_id = r.id AND v.field_name = 'name') t
         CROSS JOIN LATERAL (VALUES
               (t.title),
               (replace(replace(replace(t.title, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')),
               (replace(replace(replace(replace(replace(t.title, '&', '&amp;'), '<', '&lt;'),
                        '>', '&gt;'), '"', '&#34;'), '''', '&#39;'))) f(form)
         WHERE form <> '' AND starts_with(v_rest, form)
         ORDER BY length(form) DESC LIMIT 1;
        IF FOUND THEN
            v_done := v_done || replace(replace(v_category, '&', '&amp;'), '<', '&lt;');
            v_rest := substr(v_rest, length(v_title) + 1);
        END IF;
    END LOOP;
    RETURN v_done || v_rest;
END $$
"""


def untitle(cr, table, columns, condition, lang="en_US"):
    """Remove the titles of records from the texts of some rows.

    :param cr: cursor
    :param str table: name of the table
    :param columns: names of its columns that hold texts
    :param odoo.tools.SQL condition: selects the rows, with ``t`` as the table's alias
    :param str lang: language of the category names
    :return: the number of texts changed
    :rtype: int
    """
    cr.execute(_FUNCTION)
    changed = 0
    for column in columns:
        cr.execute(
            SQL(
                """
                UPDATE %(table)s AS kept SET %(column)s = found.text
                  FROM (SELECT t.id, pg_temp.archive_untitle(t.%(column)s, %(lang)s) AS text
                          FROM %(table)s t WHERE t.%(column)s LIKE %(dot)s AND (%(condition)s)
                       ) found
                 WHERE found.id = kept.id AND found.text IS DISTINCT FROM kept.%(column)s
                """,
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                lang=lang,
                dot="% · %",
                condition=condition,
            )
        )
        changed += cr.rowcount
    return changed
