from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """Names of records hold no title any more: copies of the old ones follow, by the job.

    A company with a million messages is served meanwhile, and the job goes on where it was
    stopped (B4).
    """
    env["property.archive.record"]._untitle_all()
