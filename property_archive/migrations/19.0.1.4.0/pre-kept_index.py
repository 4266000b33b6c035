from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """Indexes on one limit of a duty give way to those that also count what is kept (J4)."""
    openupgrade.logged_query(
        env.cr,
        "DROP INDEX IF EXISTS property_archive_record__department_id_index,"
        " property_archive_record__project_id_index",
    )
