from collections import Counter, defaultdict

from openupgradelib import openupgrade

from odoo.addons.property_archive.models.scheme.home import project_key

_UNITS = """
UPDATE property_archive_unit unit
   SET project_id = found.project_id, project = found.name
  FROM (VALUES %s) AS found (company_id, spelling, project_id, name)
 WHERE unit.company_id = found.company_id AND unit.project = found.spelling
   AND unit.project_id IS NULL
"""
_RECORDS = """
UPDATE property_archive_record record SET project_id = unit.project_id
  FROM property_archive_unit unit
 WHERE unit.id = record.unit_id AND unit.project_id IS NOT NULL
   AND record.project_id IS NULL
"""


@openupgrade.migrate()
def migrate(env, version):
    """The estates were texts on the units: each becomes one estate, in its commonest spelling."""
    env.cr.execute(
        "SELECT company_id, project, count(*) FROM property_archive_unit"
        " WHERE project IS NOT NULL AND project_id IS NULL GROUP BY company_id, project"
    )
    spellings = defaultdict(Counter)
    for company_id, name, count in env.cr.fetchall():
        if project_key(name):
            spellings[company_id, project_key(name)][name] += count
    rows = []
    projects = env["property.archive.project"].with_context(tracking_disable=True)
    for (company_id, _key), names in sorted(spellings.items()):
        commonest = min(names, key=lambda name, names=names: (-names[name], name)).strip()
        company = env["res.company"].browse(company_id)
        project = projects._named([commonest], company)[commonest]
        rows += [(company_id, name, project.id, project.name) for name in names]
    env.flush_all()
    if rows:
        env.cr.execute_values(_UNITS, rows)
        env.cr.execute(_RECORDS)
        env.invalidate_all()
