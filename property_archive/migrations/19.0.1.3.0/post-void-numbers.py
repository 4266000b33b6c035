from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """A number that a record bears is not void.

    The first of a series was noted when its filing failed, and given again (A2).
    """
    openupgrade.logged_query(
        env.cr,
        """
        DELETE FROM property_archive_void_number v
              USING property_archive_record r
              WHERE v.reason = 'rolled_back' AND r.company_id = v.company_id
                AND r.series = v.series AND r.serial = v.number
        """,
    )
