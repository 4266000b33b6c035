from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """The texts of files are brought to the form in which they are searched, by the job."""
    job = env.ref("property_archive.ir_cron_read_files", raise_if_not_found=False)
    if job:
        job._trigger()
