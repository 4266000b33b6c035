from openupgradelib import openupgrade

_TABLES = (
    "property_archive_copy_back_wizard_rel",
    "property_archive_correct_wizard_property_archive_loan_line_rel",
    "property_archive_copy_back_wizard",
    "property_archive_correct_wizard",
)


@openupgrade.migrate()
def migrate(env, version):
    """One dialog asks for reasons: what is left of the others goes with them."""
    # Odoo drops no table of a model whose code is gone
    for table in _TABLES:
        openupgrade.logged_query(env.cr, f"DROP TABLE IF EXISTS {table} CASCADE")
