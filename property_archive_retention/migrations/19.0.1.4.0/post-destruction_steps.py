from openupgradelib import openupgrade

#: A category whose third role stood alone asked nothing of its own: it was as the one above.
_STEPS = """
INSERT INTO property_archive_destruction_step
       (category_id, sequence, role, create_uid, create_date, write_uid, write_date)
SELECT c.id, 10 * asked.number, asked.role, 1, now() AT TIME ZONE 'UTC', 1,
       now() AT TIME ZONE 'UTC'
  FROM property_archive_category c
 CROSS JOIN LATERAL (VALUES (1, c.destruction_role_1), (2, c.destruction_role_2),
                            (3, c.destruction_role_3)) AS asked (number, role)
 WHERE asked.role IS NOT NULL
   AND COALESCE(c.destruction_role_1, c.destruction_role_2) IS NOT NULL
   AND NOT EXISTS (SELECT FROM property_archive_destruction_step s WHERE s.category_id = c.id)
 ORDER BY c.id, asked.number
"""


@openupgrade.migrate()
def migrate(env, version):
    """Who approves a destruction stands in rows, as it does in the lending policies."""
    if openupgrade.column_exists(env.cr, "property_archive_category", "destruction_role_1"):
        openupgrade.logged_query(env.cr, _STEPS)
