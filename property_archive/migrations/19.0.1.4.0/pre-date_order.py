from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """Dated pieces stand by their date where the newest is in front (003-2 四).

    Worked out in SQL: there may be millions. ``719163`` is 1970-01-01 as Python counts days.
    And personnel files get the day their employee entered.
    """
    cr = env.cr
    if not openupgrade.column_exists(cr, "property_archive_enclosure", "date_order"):
        openupgrade.logged_query(
            cr, "ALTER TABLE property_archive_enclosure ADD COLUMN date_order int DEFAULT 0"
        )
        openupgrade.logged_query(
            cr, "ALTER TABLE property_archive_enclosure ALTER COLUMN date_order DROP DEFAULT"
        )
        openupgrade.logged_query(
            cr,
            "UPDATE property_archive_enclosure e"
            "   SET date_order = -(e.date_document - DATE '1970-01-01' + 719163)"
            "  FROM property_archive_record r JOIN property_archive_category c"
            "    ON c.id = r.category_id AND c.item_order = 'newest'"
            " WHERE r.id = e.record_id AND e.date_document IS NOT NULL",
        )
    if not openupgrade.column_exists(cr, "property_archive_record", "date_entry"):
        openupgrade.logged_query(
            cr, "ALTER TABLE property_archive_record ADD COLUMN date_entry date"
        )
        openupgrade.logged_query(
            cr,
            "UPDATE property_archive_record r SET date_entry = v.day FROM ("
            "  SELECT employee_id, min(contract_date_start) AS day FROM hr_version"
            "   GROUP BY employee_id) v WHERE v.employee_id = r.employee_id",
        )
