from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """A stand-in sees what they may decide in somebody's place."""
    openupgrade.load_data(
        env,
        "property_archive_retention",
        "migrations/19.0.1.1.0/noupdate_stand_in.xml",
    )
