from openupgradelib import openupgrade

_TABLES = (
    "property_archive_refuse_wizard",
    "property_archive_return_wizard",
    "property_archive_document_wizard",
    "property_archive_suspend_wizard_res_users_rel",
    "property_archive_suspend_wizard",
)


@openupgrade.migrate()
def migrate(env, version):
    """One dialog asks for reasons: what is left of the others goes with them."""
    openupgrade.delete_records_safely_by_xml_id(
        env, ["property_archive.property_archive_document_wizard_rule_own"]
    )
    # Odoo drops no table of a model whose code is gone
    for table in _TABLES:
        openupgrade.logged_query(env.cr, f"DROP TABLE IF EXISTS {table} CASCADE")
