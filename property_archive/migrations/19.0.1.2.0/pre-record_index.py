from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """The index on the category alone gives way to one that also sorts."""
    openupgrade.logged_query(
        env.cr, "DROP INDEX IF EXISTS property_archive_record__category_id_index"
    )
