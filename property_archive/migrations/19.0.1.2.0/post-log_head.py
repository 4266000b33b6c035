from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """Note where the log of each company ends: from now on a chain cut short is found."""
    env["property.archive.log.head"]._move()
