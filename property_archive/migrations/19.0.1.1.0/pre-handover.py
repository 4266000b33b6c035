from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """New columns get their values at once, instead of row by row."""
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
