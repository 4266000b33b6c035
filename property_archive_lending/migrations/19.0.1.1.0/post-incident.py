from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """The last stage of reminding opens an incident, as in a new database (D11)."""
    openupgrade.logged_query(
        env.cr,
        "UPDATE property_archive_loan_reminder SET opens_incident = TRUE"
        " WHERE audience = 'archive_head' AND opens_incident IS NOT TRUE",
    )
