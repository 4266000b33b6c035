from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """The estates are filled in afterwards, at once: a company has a million files."""
    for table in ("unit", "location", "record"):
        env.cr.execute(
            f"ALTER TABLE property_archive_{table} ADD COLUMN IF NOT EXISTS project_id integer"
        )
