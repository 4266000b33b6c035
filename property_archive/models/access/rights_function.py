#: The rights of a user, as an SQL function: the session caches its plan, and planning took four
#: times as long as the query. It returns one JSON value instead of a table, and only the number of
#: profiles: :meth:`PropertyArchiveAccess._profiles` has the profiles themselves. ``%s``
#: stands for what other rooms add, see :meth:`PropertyArchiveAccess._further_rights`.
RIGHTS_FUNCTION = """
DROP FUNCTION IF EXISTS property_archive_rights(integer, timestamp, boolean);
CREATE OR REPLACE FUNCTION property_archive_rights(p_uid integer, p_now timestamp) RETURNS json
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    v_rights json;
BEGIN
WITH me AS (
    SELECT id, share FROM res_users WHERE id = p_uid AND active AND id <> 1
), company AS (
    SELECT c.id, (p_now AT TIME ZONE 'UTC'
                  AT TIME ZONE COALESCE(NULLIF(p.tz, ''), 'Asia/Shanghai'))::date AS today
      FROM res_company c JOIN res_partner p ON p.id = c.partner_id
      JOIN res_company_users_rel r ON r.cid = c.id AND r.user_id = p_uid
), self_made AS (
    -- what somebody said of themselves and nobody confirmed
    SELECT kind, res_id FROM property_archive_identity
     WHERE user_id = p_uid AND made_by_id = p_uid AND state = 'made'
), employee AS (
    SELECT e.id, CASE WHEN v.id IN (SELECT res_id FROM self_made WHERE kind = 'department')
                      THEN NULL ELSE v.department_id END AS department_id
      FROM me JOIN hr_employee e ON e.user_id = me.id AND e.active
      JOIN company c ON c.id = e.company_id
 LEFT JOIN LATERAL (
           SELECT id, department_id FROM hr_version
            WHERE employee_id = e.id AND active AND date_version <= c.today
         ORDER BY date_version DESC LIMIT 1) v ON TRUE
     WHERE e.id NOT IN (SELECT res_id FROM self_made WHERE kind = 'employee')
), rank AS (
    SELECT l.company_id, max(v.rank) AS rank
      FROM property_archive_clearance l
      JOIN property_archive_level v ON v.id = l.level_id
      JOIN company c ON c.id = l.company_id
     WHERE l.user_id = p_uid AND l.state = 'granted'
       AND c.today BETWEEN l.date_start AND l.date_end
  GROUP BY l.company_id
), running AS (
    SELECT record_id, content FROM property_archive_grant
     WHERE user_id = p_uid AND NOT revoked AND date_from <= p_now AND date_to > p_now
)
SELECT json_build_array(
           (SELECT json_build_array(count(*), sum(id), bit_xor(hashint4(id)))
              FROM property_archive_access),
           ARRAY(SELECT ARRAY[
                     c.id, v.id, (v.consultation_required IS TRUE)::integer,
                     (v.clearance_required IS NOT TRUE
                      OR COALESCE(v.rank <= r.rank, FALSE))::integer]
                   FROM company c CROSS JOIN property_archive_level v
              LEFT JOIN rank r ON r.company_id = c.id
                  WHERE NOT me.share),
           ARRAY(SELECT department_id FROM employee WHERE department_id IS NOT NULL),
           ARRAY(SELECT d.id FROM hr_department h
                   JOIN hr_department d ON starts_with(d.parent_path, h.parent_path)
                  WHERE h.active AND h.manager_id IN (SELECT id FROM employee)
                    AND h.id NOT IN (SELECT res_id FROM self_made WHERE kind = 'head')
                    -- nor what they put under their own department themselves
                    AND NOT EXISTS (
                        SELECT FROM self_made m JOIN hr_department x ON x.id = m.res_id
                         WHERE m.kind = 'above' AND x.id <> h.id
                           AND starts_with(x.parent_path, h.parent_path)
                           AND starts_with(d.parent_path, x.parent_path))),
           me.share,
           ARRAY(SELECT id FROM company),
           ARRAY(SELECT id FROM employee),
           ARRAY(SELECT r.id FROM property_archive_record r
                   JOIN property_archive_category c ON c.id = r.category_id
                  WHERE r.employee_id = ANY (ARRAY(SELECT id FROM employee)) AND c.subject_reads
                    -- a link that is younger than the file is confirmed first
                    AND NOT EXISTS (
                        SELECT FROM property_archive_identity i
                         WHERE i.user_id = p_uid AND i.state = 'made' AND i.kind = 'employee'
                           AND i.res_id = r.employee_id AND i.date > r.create_date)),
           ARRAY(SELECT record_id FROM running),
           ARRAY(SELECT record_id FROM running WHERE content)%s)
  INTO v_rights FROM me;
RETURN v_rights;
END $$
"""
