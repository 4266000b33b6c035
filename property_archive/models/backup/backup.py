from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError

from ...notify import ask_to_do, tell


class PropertyArchiveBackup(models.Model):
    """A backup of the database and its files, as reported by the script that made it (J21).

    ``setup/backup`` creates a row once the backup is packed and its checksums are computed, and
    ``setup/restore`` sets the day on which it was restored and verified. Users cannot create or
    change rows. A month without a backup gets a row too, and the archive head an activity.
    """

    _name = "property.archive.backup"
    _description = "Back-Up"
    _inherit = ["property.archive.guarded", "mail.thread", "mail.activity.mixin"]
    _order = "date_done desc, id desc"

    name = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        [("done", "Done"), ("missed", "Missed")], required=True, default="done", readonly=True
    )
    date_done = fields.Datetime("On", required=True, readonly=True)
    size = fields.Float("Size (MB)", readonly=True, digits=(16, 1))
    sums = fields.Char(
        "SHA-256 of Its Sums", readonly=True, help="Of the file SHA256SUMS that lies in it."
    )
    date_restored = fields.Datetime(
        "Restored and Proved on",
        readonly=True,
        help="Restored into a new database, where the chain of the log and the SHA-256 of every"
        " filed document were right.",
    )

    _name_uniq = models.UniqueIndex("(name)", "This back-up is listed already.")

    def _check_own_code(self):
        if self.env.uid != SUPERUSER_ID:
            raise AccessError(self.env._("Back-ups are entered by the script that makes them."))

    @api.model_create_multi
    def create(self, vals_list):
        self._check_own_code()
        return super().create(vals_list)

    def write(self, vals):
        facts = ("name", "state", "date_done", "date_restored", "size", "sums")
        if any(name in vals for name in facts):
            self._check_own_code()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("Which back-ups there were stays listed."))

    @api.model
    def _last(self):
        """The newest existing backup.

        :rtype: property.archive.backup
        """
        return self.sudo().search([("state", "=", "done")], limit=1)

    @api.model
    def _cron_watch(self):
        """Job: report a month without a backup by its due day, and create its row (003-7 四 2)."""
        companies = self.env["res.company"].sudo()
        companies = companies.search(
            [("archive_head_id", "!=", False), ("archive_backup_day", ">", 0)]
        )
        for company in companies:
            self._watch(company)

    @api.model
    def _watch(self, company):
        """Check this month's backup.

        :param company: ``res.company`` whose archive head is responsible for it
        """
        today = company._archive_today()
        due = today.replace(day=min(company.archive_backup_day, 28))
        last = self._last().date_done
        done = last and company._archive_local_day(last) >= due
        missed = self.sudo().search([("state", "=", "missed"), ("activity_ids", "!=", False)])
        if done:
            missed.activity_feedback(["mail.mail_activity_data_warning"])
            return
        # the backup may still be made on the due day itself
        name = self.env._("No back-up in %s", today.strftime("%Y-%m"))
        if today <= due or self.sudo().search_count([("name", "=", name)], limit=1):
            return
        head = company.archive_head_id
        row = self.sudo().create(
            {"name": name, "state": "missed", "date_done": fields.Datetime.now()}
        )

        def title(env):
            return env._("No back-up in %s", today.strftime("%Y-%m"))

        def text(env):
            return env._(
                "The back-up due on %s was not made: ask whoever looks after the server for it.",
                due,
            )

        reader = self.with_context(lang=head.lang).env
        ask_to_do(row, "mail.mail_activity_data_warning", head, title, note=text)
        tell(self.env, head.partner_id, title(reader), [text(reader)])


class ResCompany(models.Model):
    """The day of the month on which a backup is due."""

    _inherit = "res.company"

    archive_backup_day = fields.Integer(
        "Back-Up Due on Day",
        default=1,
        help="Of each month; the archive head is told when none was made. 0: not watched.",
    )

    _backup_day = models.Constraint(
        "CHECK (archive_backup_day BETWEEN 0 AND 28)", "A day of the month from 1 to 28, or 0."
    )


class ResConfigSettings(models.TransientModel):
    """The setting of that day."""

    _inherit = "res.config.settings"

    archive_backup_day = fields.Integer(related="company_id.archive_backup_day", readonly=False)


class PropertyArchiveProtectionStatus(models.TransientModel):
    """An overview of what protects the archive: backup, encryption, log (J21)."""

    _name = "property.archive.protection.status"
    _description = "What Protects the Archive"
    _inherit = ["property.archive.guarded"]

    storage = fields.Selection(
        [
            ("encrypted", "Encrypted"),
            ("plain", "Not encrypted"),
            ("unknown", "Cannot be told from here"),
        ],
        "Protection at Rest",
        compute="_compute_status",
    )
    backup_id = fields.Many2one(
        "property.archive.backup", "Last Back-Up", compute="_compute_status"
    )
    date_backup = fields.Datetime("Made on", compute="_compute_status")
    backup_sums = fields.Char("SHA-256 of Its Sums", compute="_compute_status")
    date_restored = fields.Datetime("Last Restored and Proved on", compute="_compute_status")
    backup_late = fields.Boolean(compute="_compute_status")

    def _compute_display_name(self):
        for status in self:
            status.display_name = self.env._("What Protects the Archive")

    def _compute_status(self):
        settings = self.env["res.config.settings"].sudo().new({})
        backups = self.env["property.archive.backup"].sudo()
        last = backups._last()
        proved = backups.search([("date_restored", "!=", False)], order="date_restored desc")[:1]
        for status in self:
            status.storage = settings.archive_storage
            status.backup_id = last
            status.date_backup = last.date_done
            status.backup_sums = last.sums
            status.date_restored = proved.date_restored
            status.backup_late = bool(
                backups.search_count(
                    [("state", "=", "missed"), ("activity_ids", "!=", False)], limit=1
                )
            )
