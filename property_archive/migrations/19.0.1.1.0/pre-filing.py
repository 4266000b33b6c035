from openupgradelib import openupgrade

_COLUMNS = {
    "date_event": "timestamp",
    "date_filing_due": "timestamp",
    "date_filing_remind": "timestamp",
    "date_sealing_due": "date",
    "date_review_due": "date",
    "carrier": "varchar",
}


@openupgrade.migrate()
def migrate(env, version):
    """Make the new stored columns here: Odoo would fill each of a million rows.

    What is filed had no deadline. What is not filed yet counts from when it was made.
    """
    for name, kind in _COLUMNS.items():
        openupgrade.logged_query(
            env.cr,
            f"ALTER TABLE property_archive_record ADD COLUMN IF NOT EXISTS {name} {kind}",
        )
    openupgrade.logged_query(
        env.cr,
        "UPDATE property_archive_record SET date_event = create_date"
        " WHERE state IN ('draft', 'submitted') AND date_event IS NULL",
    )
