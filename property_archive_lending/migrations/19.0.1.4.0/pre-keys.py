from openupgradelib import openupgrade

_ROW = "policy_key_sealed_employee_borrow"


@openupgrade.migrate()
def migrate(env, version):
    """Only the manager of who keeps them asks for a sealed key (J13, 004 §15 a 3).

    The shipped row becomes that of the manager, where nobody changed it: the row for
    everybody else is new, and the two must not cover the same case.
    """
    untouched = "write_uid IS NULL OR write_uid = 1"
    if openupgrade.column_exists(env.cr, "property_archive_loan_policy", "changed_by_id"):
        untouched = f"({untouched}) AND changed_by_id IS NULL"
    openupgrade.logged_query(
        env.cr,
        "UPDATE property_archive_loan_policy SET requester = 'keeping_head'"
        " WHERE requester = 'employee' AND id = (SELECT res_id FROM ir_model_data"
        "        WHERE module = 'property_archive_lending' AND name = %s)"
        f"   AND ({untouched})",
        (_ROW,),
    )
