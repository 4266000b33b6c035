def uninstall_hook(env):
    """Take what the archive put into the tables of others out of them."""
    env.cr.execute("DROP FUNCTION IF EXISTS property_archive_note_identity() CASCADE")
