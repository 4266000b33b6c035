from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError

from ...notify import ask_to_do, tell


class PropertyArchiveBackup(models.Model):
    """A back-up of the database and its files, as the script that made it told (J21).

    ``setup/backup`` writes a row once database and files are packed and summed up, and
    ``setup/restore`` the day on which that back-up was restored and proved. Nobody enters
    or changes one here. A month without one has a row too, and the archive head a task.
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
        if any(name in vals for name in ("name", "state", "date_done", "size", "sums")):
            self._check_own_code()
        if "date_restored" in vals:
            self._check_own_code()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Which back-ups there were stays listed."))

    @api.model
    def _last(self):
        """The newest back-up there is.

        :rtype: property.archive.backup
        """
        return self.sudo().search([("state", "=", "done")], limit=1)

    @api.model
    def _cron_watch(self):
        """Job: a month in which none was made by its day is told and has a row (003-7 四 2)."""
        companies = self.env["res.company"].sudo()
        companies = companies.search(
            [("archive_head_id", "!=", False), ("archive_backup_day", ">", 0)]
        )
        for company in companies:
            self._watch(company)

    @api.model
    def _watch(self, company):
        """See to the back-up of this month.

        :param company: ``res.company`` whose archive head answers for it
        """
        today = company._archive_today()
        due = today.replace(day=min(company.archive_backup_day, 28))
        last = self._last().date_done
        done = last and company._archive_local_day(last) >= due
        missed = self.sudo().search([("state", "=", "missed"), ("activity_ids", "!=", False)])
        if done:
            missed.activity_feedback(["mail.mail_activity_data_warning"])
            return
        # the day itself is there for it
        name = self.env._("No back-up in %s", today.strftime("%Y-%m"))
        if today <= due or self.sudo().search_count([("name", "=", name)], limit=1):
            return
        head = company.archive_head_id
        row = self.sudo().create(
            {"name": name, "state": "missed", "date_done": fields.Datetime.now() - timedelta(0)}
        )
        text = self.env._(
            "The back-up due on %s was not made: ask whoever looks after the server for it.", due
        )
        ask_to_do(row, "mail.mail_activity_data_warning", head, name, note=text)
        tell(self.env, head.partner_id, name, [text])


class ResCompany(models.Model):
    """On which day of the month a back-up is due."""

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
    """The same, where it is set."""

    _inherit = "res.config.settings"

    archive_backup_day = fields.Integer(related="company_id.archive_backup_day", readonly=False)


class PropertyArchiveProtectionStatus(models.TransientModel):
    """What protects the archive, for who answers for it: back-up, encryption, log (J21)."""

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
