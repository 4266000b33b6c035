from openupgradelib import openupgrade

_OLD = "property_archive_document_pass"
_NEW = "property_archive_document_circulation"
#: Only the names of indexes by runs of characters change: to build them anew over a million
#: records would take hours.
_INDEXES = r"""
SELECT class.relname, description.description
  FROM pg_index i
  JOIN pg_class class ON class.oid = i.indexrelid
  JOIN pg_description description ON description.objoid = class.oid
 WHERE description.description LIKE '%property\_archive\_grams(%'
"""


@openupgrade.migrate()
def migrate(env, version):
    """Give models, fields and functions the names that records managers use."""
    _rename_circulation(env)
    _rename_mistaken(env)
    _rename_ngrams(env.cr)


def _rename_circulation(env):
    cr = env.cr
    if not openupgrade.table_exists(cr, _OLD):
        return
    openupgrade.rename_tables(cr, [(_OLD, _NEW)])
    openupgrade.rename_models(
        cr, [("property.archive.document.pass", "property.archive.document.circulation")]
    )
    openupgrade.rename_fields(
        env,
        [("property.archive.document", "property_archive_document", "pass_ids", "circulation_ids")],
    )
    openupgrade.logged_query(
        cr,
        "UPDATE ir_model_constraint SET name = replace(name, %s, %s) WHERE name LIKE %s",
        (_OLD, _NEW, f"{_OLD}_%".replace("_", r"\_")),
    )
    # the ids that Odoo makes itself of names of models and fields; those of data files stay
    for old, new in ((_OLD, _NEW), ("document__pass_ids", "document__circulation_ids")):
        openupgrade.logged_query(
            cr,
            "UPDATE ir_model_data SET name = replace(name, %s, %s)"
            " WHERE module = 'property_archive' AND name LIKE %s"
            "   AND model LIKE 'ir.model%%' AND model <> 'ir.model.access'",
            (old, new, f"%{old}%".replace("_", r"\_")),
        )


def _rename_mistaken(env):
    openupgrade.rename_fields(
        env, [("property.archive.reading", "property_archive_reading", "slip", "mistaken")]
    )
    openupgrade.logged_query(
        env.cr,
        "UPDATE ir_model_data SET name = 'field_property_archive_reading__mistaken'"
        " WHERE module = 'property_archive' AND name = 'field_property_archive_reading__slip'",
    )


def _rename_ngrams(cr):
    cr.execute("SELECT FROM pg_proc WHERE proname = 'property_archive_grams'")
    if not cr.rowcount:
        return
    openupgrade.logged_query(
        cr, "ALTER FUNCTION property_archive_grams(text) RENAME TO property_archive_ngrams"
    )
    cr.execute(_INDEXES)
    for index, definition in cr.fetchall():
        new = index.replace("_gram_idx", "_ngram_idx")
        if new != index:
            cr.execute(f'ALTER INDEX "{index}" RENAME TO "{new}"')
        # Odoo builds an index anew when this comment is not its definition
        cr.execute(
            f'COMMENT ON INDEX "{new}" IS %s',
            (definition.replace("property_archive_grams(", "property_archive_ngrams("),),
        )
