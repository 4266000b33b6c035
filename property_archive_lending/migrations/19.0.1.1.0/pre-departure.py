from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """Past loans are not worked out again: only those that are out stand in the way."""
    table = "property_archive_loan_line"
    if not openupgrade.column_exists(env.cr, table, "for_others"):
        openupgrade.logged_query(env.cr, f"ALTER TABLE {table} ADD COLUMN for_others boolean")
