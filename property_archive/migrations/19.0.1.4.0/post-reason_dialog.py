from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """One dialog asks for reasons: the rule of one that is gone goes with it."""
    openupgrade.delete_records_safely_by_xml_id(
        env, ["property_archive.property_archive_document_wizard_rule_own"]
    )
