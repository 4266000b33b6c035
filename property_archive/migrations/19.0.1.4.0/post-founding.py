from openupgradelib import openupgrade

#: Who confirmed, in the order in which they did, and who is still to confirm at last.
_STEPS = """
INSERT INTO property_archive_approval
       (res_model, res_id, sequence, round, role, other_role, state, decided_by_id, date_decided,
        date_pending, escalated, company_id, create_uid, create_date, write_uid, write_date)
SELECT 'property.archive.founding', f.id,
       row_number() OVER (PARTITION BY f.id ORDER BY part.confirmed NULLS LAST, part.role), 1,
       'executive', 'archive_head',
       CASE WHEN part.confirmed IS NOT NULL THEN 'approved'
            WHEN f.state = 'half' THEN 'pending' ELSE 'cancelled' END,
       CASE WHEN part.confirmed IS NOT NULL THEN part.user_id END, part.confirmed,
       min(part.confirmed) OVER (PARTITION BY f.id), false, f.company_id,
       1, now() AT TIME ZONE 'UTC', 1, now() AT TIME ZONE 'UTC'
  FROM property_archive_founding f
 CROSS JOIN LATERAL (VALUES ('executive', f.executive_id, f.executive_confirmed),
                            ('head', f.head_id, f.head_confirmed))
       AS part (role, user_id, confirmed)
 WHERE COALESCE(f.executive_confirmed, f.head_confirmed) IS NOT NULL
   AND NOT EXISTS (SELECT FROM property_archive_approval a
                    WHERE a.res_model = 'property.archive.founding' AND a.res_id = f.id)
"""
_APPROVERS = """
INSERT INTO property_archive_approval_user_rel (approval_id, user_id)
SELECT a.id, COALESCE(a.decided_by_id,
                      CASE WHEN f.executive_confirmed IS NULL THEN f.executive_id
                           ELSE f.head_id END)
  FROM property_archive_approval a
  JOIN property_archive_founding f ON f.id = a.res_id
 WHERE a.res_model = 'property.archive.founding'
ON CONFLICT DO NOTHING
"""
_ACTIVITIES = """
UPDATE mail_activity SET activity_type_id = %s
 WHERE res_model = 'property.archive.founding' AND activity_type_id = %s
"""


@openupgrade.migrate()
def migrate(env, version):
    """The founding act is approved as everything else is: both confirmations become steps."""
    if not openupgrade.column_exists(env.cr, "property_archive_founding", "executive_confirmed"):
        return
    openupgrade.logged_query(env.cr, _STEPS)
    openupgrade.logged_query(env.cr, _APPROVERS)
    kinds = ("property_archive.mail_activity_type_approval", "mail.mail_activity_data_todo")
    openupgrade.logged_query(env.cr, _ACTIVITIES, tuple(env.ref(kind).id for kind in kinds))
