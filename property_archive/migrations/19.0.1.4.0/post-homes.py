import logging

from openupgradelib import openupgrade

from odoo.addons.property_archive.models.scheme.home import Home
from odoo.addons.property_archive.models.search.unit import search_key

_logger = logging.getLogger(__name__)

_BATCH = 10_000
_READ = """
SELECT id, company_id, project, building, unit, room
  FROM property_archive_unit WHERE id > %s ORDER BY id LIMIT %s
"""
_WRITE = """
UPDATE property_archive_unit unit
   SET home_key = found.home_key, search_key = found.search_key, twin_id = found.twin_id
  FROM (VALUES %s) AS found (id, home_key, search_key, twin_id)
 WHERE unit.id = found.id
"""


@openupgrade.migrate()
def migrate(env, version):
    """Give each unit the form its home is compared in; what is one home twice is told.

    Nothing is merged: the later of two names the first, and an archivist decides. Until
    then both stay with their files.
    """
    first, twins, last = {}, 0, 0
    while True:
        env.cr.execute(_READ, (last, _BATCH))
        rows = env.cr.fetchall()
        if not rows:
            break
        last, values = rows[-1][0], []
        for unit_id, company_id, *parts in rows:
            home = Home(*(part or "" for part in parts))
            key = home.text() or None
            twin = first.setdefault((company_id, key), unit_id) if key else unit_id
            twins += twin != unit_id
            values.append((unit_id, key, search_key(home), None if twin == unit_id else twin))
        env.cr.execute_values(_WRITE, values, template="(%s, %s, %s, %s::integer)")
    if twins:
        _logger.warning(
            "%s units are a home that is registered in another spelling already. Nothing was"
            " merged: see Property Units, filter “Registered Twice”.",
            twins,
        )
