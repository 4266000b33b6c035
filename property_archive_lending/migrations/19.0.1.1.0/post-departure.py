from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    lines = env["property.archive.loan.line"].search([("state", "=", "out")])
    env.add_to_compute(lines._fields["for_others"], lines)
    lines.flush_recordset(["for_others"])
