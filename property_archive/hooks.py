from odoo.exceptions import UserError


def uninstall_hook(env):
    """Refuse to drop an archive, and take out what it put into the tables of others.

    Registers, content and log are in the tables of this addon: with it goes everything that
    was filed, destroyed ones and their certificates included (001 第三条, 002 ¶七).

    :param env: environment of the uninstallation
    :raise UserError: when anything was ever filed
    """
    records = env["property.archive.record"].sudo()
    count = records.search_count([("date_filed", "!=", False)])
    if count:
        raise UserError(
            env._(
                "%s records were filed in this archive: uninstalling would destroy them, their"
                " files and the log. An archive is not uninstalled: hand what is permanent"
                " over, destroy what is due, and keep the register.",
                count,
            )
        )
    # what waits to be written is of tables that go
    env.flush_all()
    env.cr.precommit.data.clear()
    env.cr.execute(_LOOSEN)
    env.cr.execute(_FORGET)


#: Odoo deletes rows and drops tables one by one, and tries again where a key is in the way:
#: without keys among them none is.
_LOOSEN = """
DO $$
DECLARE
    key record;
BEGIN
    FOR key IN
        SELECT conrelid::regclass AS holder, conname FROM pg_constraint
         WHERE contype = 'f' AND (conrelid::regclass::text LIKE 'property\\_archive%'
               OR confrelid::regclass::text LIKE 'property\\_archive%')
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', key.holder, key.conname);
    END LOOP;
END $$
"""
#: Functions of the database, with the triggers and indexes made of them.
_FORGET = """
DO $$
DECLARE
    helper record;
BEGIN
    FOR helper IN
        SELECT oid::regprocedure AS signature FROM pg_proc
         WHERE proname LIKE 'property\\_archive\\_%' AND pronamespace = current_schema::regnamespace
    LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', helper.signature);
    END LOOP;
END $$
"""
