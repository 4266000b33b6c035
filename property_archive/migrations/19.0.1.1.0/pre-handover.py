from openupgradelib import openupgrade

_COLUMNS = {"item_key": "varchar", "shelf_key": "varchar", "exclusive_key": "varchar"}


@openupgrade.migrate()
def migrate(env, version):
    """New columns get their values at once, instead of row by row."""
    for name, kind in _COLUMNS.items():
        # filled when the categories say how: see post-handover.py
        openupgrade.logged_query(
            env.cr,
            f"ALTER TABLE property_archive_record ADD COLUMN IF NOT EXISTS {name} {kind}",
        )
    openupgrade.logged_query(
        env.cr,
        "ALTER TABLE property_archive_record"
        " ADD COLUMN IF NOT EXISTS keeping varchar DEFAULT 'central'",
    )
    openupgrade.logged_query(
        env.cr, "ALTER TABLE property_archive_record ALTER COLUMN keeping DROP DEFAULT"
    )
    openupgrade.logged_query(
        env.cr, "ALTER TABLE property_archive_handover_line ADD COLUMN IF NOT EXISTS open boolean"
    )
    openupgrade.logged_query(
        env.cr,
        "UPDATE property_archive_handover_line line"
        "   SET open = line.result <> 'returned'"
        "       AND handover.state IN ('draft', 'given', 'received')"
        "  FROM property_archive_handover handover"
        " WHERE handover.id = line.handover_id",
    )
    # staged lines hold texts, so that all that is wrong with them is told at once
    for name in ("date_document", "date_filed", "page_count"):
        openupgrade.logged_query(
            env.cr,
            f"ALTER TABLE property_archive_import ALTER COLUMN {name} TYPE varchar"
            f" USING {name}::varchar",
        )
    openupgrade.logged_query(
        env.cr,
        "ALTER TABLE property_archive_import"
        " ALTER COLUMN name DROP NOT NULL, ALTER COLUMN category_code DROP NOT NULL",
    )
