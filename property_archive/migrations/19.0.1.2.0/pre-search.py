from openupgradelib import openupgrade

#: Indexes that those on the runs of the same columns replace (G3).
_REPLACED = (
    "property_archive_record_name_bigram_idx",
    "property_archive_record_reference_bigram_idx",
    "property_archive_record__name_index",
    "property_archive_record__reference_index",
    "property_archive_unit__code_index",
)


@openupgrade.migrate()
def migrate(env, version):
    """Drop the indexes on Chinese runs alone, and the trigrams beside them."""
    for name in _REPLACED:
        openupgrade.logged_query(env.cr, f"DROP INDEX IF EXISTS {name}")
    openupgrade.logged_query(env.cr, "DROP FUNCTION IF EXISTS property_archive_bigrams(text)")
