from openupgradelib import openupgrade

#: What is new about shipped categories: column, value, names of the categories.
_NEW = [
    ("custody", True, ["custody"]),
    ("shelf_order", "unit", ["owner", "resident", "tenant"]),
    ("shelf_order", "floor", ["customer", "customer_contact", "customer_sales"]),
    ("exclusive_group", "household", ["owner", "resident"]),
    ("unit_party", "owner", ["owner", "resident", "customer"]),
    ("unit_party", "tenant", ["tenant"]),
]
_VEHICLES = "name LIKE 'category_vehicle%%'"

_ITEM_KEYS = """
UPDATE property_archive_record r
   SET item_key = CASE volume_category.item_order
       WHEN 'newest' THEN lpad(
           (DATE '9999-12-31' - COALESCE(r.date_document, DATE '0001-01-01'))::text, 8, '0')
       WHEN 'class' THEN category.sort_key || ' '
           || COALESCE(to_char(r.date_document, 'YYYY-MM-DD'), '9999-12-31')
       ELSE COALESCE(to_char(r.date_document, 'YYYY-MM-DD'), '9999-12-31') END
  FROM property_archive_record volume
  JOIN property_archive_category volume_category ON volume_category.id = volume.category_id,
       property_archive_category category
 WHERE volume.id = r.parent_id AND category.id = r.category_id
"""
_SHELF_KEYS = """
UPDATE property_archive_record r
   SET shelf_key = CASE category.shelf_order
       WHEN 'floor' THEN lpad((unit.floor + 1000)::text, 4, '0') || ' ' || unit.sort_key
       ELSE unit.sort_key END
  FROM property_archive_category category, property_archive_unit unit
 WHERE category.id = r.category_id AND unit.id = r.unit_id
   AND category.shelf_order IN ('unit', 'floor')
"""
# where a unit has both an owner and a resident file, the older one counts
_EXCLUSIVE_KEYS = """
UPDATE property_archive_record r
   SET exclusive_key = found.key
  FROM (SELECT DISTINCT ON (record.company_id, record.subject_key)
               record.id, category.exclusive_group || ':' || record.subject_key AS key
          FROM property_archive_record record
          JOIN property_archive_category category ON category.id = record.category_id
         WHERE category.exclusive_group IS NOT NULL AND record.subject_key IS NOT NULL
      ORDER BY record.company_id, record.subject_key, record.id) found
 WHERE found.id = r.id
"""
_PARTIES = """
INSERT INTO property_archive_unit_party (unit_id, role, partner_id, company_id)
SELECT id, 'owner', owner_id, company_id FROM property_archive_unit unit
 WHERE owner_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM property_archive_unit_party WHERE unit_id = unit.id AND role = 'owner')
"""


def _ids(env, where, args=()):
    env.cr.execute(
        "SELECT res_id FROM ir_model_data WHERE module = 'property_archive'"
        f" AND model = 'property.archive.category' AND {where}",
        args,
    )
    return [row[0] for row in env.cr.fetchall()]


@openupgrade.migrate()
def migrate(env, version):
    """Tell shipped categories, which users edit, what is new; fill what follows from it.

    By SQL: through the ORM each category would have all its records computed again. The
    columns are new, so nothing a company set is lost.
    """
    for column, value, names in _NEW:
        ids = _ids(env, "name = ANY(%s)", ([f"category_{name}" for name in names],))
        openupgrade.logged_query(
            env.cr,
            f"UPDATE property_archive_category SET {column} = %s WHERE id = ANY(%s)",
            (value, ids),
        )
    # one file each for a vehicle and for an outside party, unless a company chose otherwise
    for kind, where in (("vehicle", _VEHICLES), ("outside", "name = 'category_correspondence'")):
        openupgrade.logged_query(
            env.cr,
            "UPDATE property_archive_category SET subject_kind = %s"
            " WHERE id = ANY(%s) AND subject_kind = 'partner'",
            (kind, _ids(env, where)),
        )
    openupgrade.logged_query(
        env.cr,
        "UPDATE property_archive_category SET one_open_file = TRUE"
        " WHERE id = ANY(%s) AND subject_kind = 'vehicle'",
        (_ids(env, "name = 'category_vehicle'"),),
    )
    for query in (_ITEM_KEYS, _SHELF_KEYS, _EXCLUSIVE_KEYS, _PARTIES):
        openupgrade.logged_query(env.cr, query)
    env.invalidate_all(flush=False)
