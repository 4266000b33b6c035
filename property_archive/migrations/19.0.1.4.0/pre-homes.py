from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """The form of each home is filled in afterwards, at once and not unit by unit."""
    env.cr.execute(
        "ALTER TABLE property_archive_unit"
        " ADD COLUMN IF NOT EXISTS home_key varchar, ADD COLUMN IF NOT EXISTS twin_id integer"
    )
