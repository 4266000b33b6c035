from openupgradelib import openupgrade

from odoo.addons.property_archive.digest import text_hash


@openupgrade.migrate()
def migrate(env, version):
    """Undertakings signed before their text was kept: today's text, which says so itself."""
    for company in env["res.company"]._archive_companies():
        text = company.with_context(lang=company.partner_id.lang)._archive_undertaking()
        openupgrade.logged_query(
            env.cr,
            """
            UPDATE property_archive_signature
               SET text = %s, text_hash = %s, text_of_upgrade = TRUE
             WHERE res_model = 'property.archive.loan' AND phase = 'undertaking'
               AND text IS NULL AND company_id = %s
            """,
            (text, text_hash(text), company.id),
        )
