from odoo.exceptions import UserError
from odoo.tools import SQL

from .series import go_on_with_numbers, keep_numbers

_ADDON = "property_archive"


def post_init_hook(env):
    """Continue the number series that were in use before the archive was uninstalled.

    :param env: environment of the installation
    """
    go_on_with_numbers(env, _ADDON)


def uninstall_hook(env):
    """Refuse to uninstall an archive that was not exported; otherwise remove all its data.

    This addon's tables hold the register, the content and the log. Uninstalling it deletes
    everything that was filed, and the register of destroyed files with their certificates (001
    第三条, 002 ¶七).

    :param env: environment of the uninstallation
    :raise UserError: when anything was ever filed and no confirmed package holds all of it
    """
    if env["property.archive.log"]._owned_elsewhere():
        raise UserError(
            env._(
                "The tables of the archive log belong to a database role of their own. Whoever"
                " administers the database server runs “./setup/log-owner off %s” first.",
                env.cr.dbname,
            )
        )
    env["property.archive.whole.package"]._check_uninstall()
    keep_numbers(env, _ADDON)
    # pending writes are for tables that are about to be dropped
    env.flush_all()
    env.cr.precommit.data.clear()
    env.cr.execute(_LOOSEN)
    env.cr.execute(_FORGET)
    _sweep(env)


def _sweep(env):
    """Delete rows of other tables that belong to documents of the archive, with files and texts."""
    env.cr.execute(
        "DELETE FROM ir_attachment WHERE res_model LIKE 'property.archive.%' RETURNING store_fname"
    )
    for name in {row[0] for row in env.cr.fetchall() if row[0]}:
        env["ir.attachment"]._file_delete(name)
    for table, column in _NAMING.items():
        env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE %s LIKE 'property.archive.%%'",
                SQL.identifier(table),
                SQL.identifier(column),
            )
        )
    env.invalidate_all(flush=False)


#: Tables whose rows refer to a document by its model name.
_NAMING = {
    "mail_message": "model",
    "mail_followers": "res_model",
    "mail_activity": "res_model",
    "mail_scheduled_message": "model",
    "ir_filters": "model_id",
    "ir_exports": "resource",
}
#: Odoo deletes rows and drops tables one by one, and retries when a foreign key is in the way:
#: without foreign keys between these tables it need not.
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
#: SQL functions of the archive, with the triggers and indexes that use them.
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
