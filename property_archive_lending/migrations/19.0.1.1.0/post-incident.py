from openupgradelib import openupgrade

#: Resident files are decided by the department head or a company leader (D2).
_EITHER = ("policy_resident_employee_consult", "policy_resident_employee_borrow")


@openupgrade.migrate()
def migrate(env, version):
    """Shipped rows and rules that an update leaves alone."""
    openupgrade.logged_query(
        env.cr,
        "UPDATE property_archive_loan_reminder SET opens_incident = TRUE"
        " WHERE audience = 'archive_head' AND opens_incident IS NOT TRUE",
    )
    openupgrade.logged_query(
        env.cr,
        """
        UPDATE property_archive_loan_policy_step s SET other_role = 'company_leader'
          FROM ir_model_data d
         WHERE d.module = 'property_archive_lending' AND d.name IN %s
           AND d.model = 'property.archive.loan.policy' AND d.res_id = s.policy_id
           AND s.role = 'department_head' AND s.other_role IS NULL
        """,
        (_EITHER,),
    )
    openupgrade.load_data(
        env, "property_archive_lending", "migrations/19.0.1.1.0/noupdate_incident.xml"
    )
