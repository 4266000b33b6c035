from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """The text of an agreement is kept with its signature, as of undertakings."""
    openupgrade.logged_query(
        env.cr,
        """
        UPDATE property_archive_signature s
           SET text = a.text, text_hash = encode(sha256(convert_to(a.text, 'UTF8')), 'hex')
          FROM property_archive_agreement a
         WHERE s.res_model = 'property.archive.agreement' AND s.res_id = a.id
           AND s.text IS NULL AND a.text <> ''
        """,
    )
    # what is not signed yet follows the text of the company
    openupgrade.logged_query(
        env.cr, "UPDATE property_archive_agreement SET text = NULL WHERE state = 'open'"
    )
