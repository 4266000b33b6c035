from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """Whoever was asked to decide keeps the menus of decisions."""
    openupgrade.logged_query(
        env.cr,
        """INSERT INTO res_groups_users_rel (gid, uid)
           SELECT DISTINCT %s, r.user_id
             FROM property_archive_approval_user_rel r
             JOIN res_users u ON u.id = r.user_id AND u.active AND NOT u.share
           ON CONFLICT DO NOTHING""",
        (env.ref("property_archive.group_property_archive_decider").id,),
    )
