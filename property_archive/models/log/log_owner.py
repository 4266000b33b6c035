from psycopg2.errors import InsufficientPrivilege

from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveLogOwned(models.AbstractModel):
    """A log table that may be owned by another database role than Odoo's (B6).

    ``setup/log-owner`` sets this up: then no code in Odoo can change an event or disable a trigger.
    Odoo's own schema changes of such a table are skipped, as they were made before.
    """

    _name = "property.archive.log.owned"
    _description = "Table of the Log"
    _inherit = ["property.archive.guarded"]

    #: The triggers that protect the table.
    _guard = ""

    @api.model
    def _owned_elsewhere(self):
        """Whether the table's owner is a role of which Odoo's role is no member.

        :rtype: bool
        """
        self.env.cr.execute(
            "SELECT NOT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class"
            " WHERE relname = %s AND relnamespace = current_schema::regnamespace",
            (self._table,),
        )
        row = self.env.cr.fetchone()
        return bool(row and row[0])

    def _auto_init(self):
        if not self._owned_elsewhere():
            return super()._auto_init()
        try:
            with self.env.cr.savepoint(flush=False):
                return super()._auto_init()
        except InsufficientPrivilege as error:
            raise UserError(
                self.env._(
                    "This version changes tables of the archive log, which belong to a database"
                    " role of their own. Whoever administers the database server runs"
                    " “./setup/log-owner off %(database)s”, then comes the upgrade, then"
                    " “./setup/log-owner on %(database)s”.",
                    database=self.env.cr.dbname,
                )
            ) from error

    def init(self):
        result = super().init()
        if self._guard and not self._owned_elsewhere():
            self.env.cr.execute(self._guard)
        return result


class ResConfigSettings(models.TransientModel):
    """Whether Odoo's own connection cannot change the log (requirement B6)."""

    _inherit = "res.config.settings"

    archive_log_owner = fields.Selection(
        [
            ("apart", "Kept from Odoo's own connection"),
            ("same", "Belongs to Odoo's database role"),
            ("super", "Odoo's role administers the server"),
        ],
        "Tables of the Log",
        compute="_compute_archive_log_owner",
    )

    @api.depends("company_id")
    def _compute_archive_log_owner(self):
        self.env.cr.execute(
            "SELECT rolsuper, pg_has_role(current_user, nspowner, 'MEMBER')"
            "  FROM pg_roles, pg_namespace"
            " WHERE rolname = current_user AND nspname = current_schema"
        )
        administers, drops = self.env.cr.fetchone()
        log = self.env["property.archive.log"]
        owner = "same" if drops or not log._owned_elsewhere() else "apart"
        self.archive_log_owner = "super" if administers else owner
