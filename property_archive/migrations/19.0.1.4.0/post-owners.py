from openupgradelib import openupgrade

#: Today's owner and tenant stay the only ones; the history tells of each.
_PARTIES = """
INSERT INTO property_archive_unit_party (unit_id, role, partner_id, company_id)
SELECT unit.id, named.role, named.partner_id, unit.company_id
  FROM property_archive_unit unit
 CROSS JOIN LATERAL (VALUES ('owner', unit.owner_id), ('tenant', unit.tenant_id))
       AS named (role, partner_id)
 WHERE named.partner_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM property_archive_unit_party party
        WHERE party.unit_id = unit.id AND party.role = named.role AND party.date_to IS NULL)
"""


@openupgrade.migrate()
def migrate(env, version):
    """A unit may have several owners: whoever owns it today is the only one."""
    openupgrade.logged_query(env.cr, _PARTIES)
