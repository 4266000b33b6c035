from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """A company that files already needs no *Getting Started*."""
    openupgrade.logged_query(
        env.cr,
        """UPDATE res_company c SET archive_guide_closed = true
            WHERE EXISTS (SELECT FROM property_archive_record r
                           WHERE r.company_id = c.id AND r.state NOT IN ('draft', 'submitted'))""",
    )
