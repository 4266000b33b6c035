from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

#: Tables of the log, protected as long as these triggers are enabled.
_TABLES = (
    "property_archive_log",
    "property_archive_log_seal",
    "property_archive_log_head",
    "property_archive_log_stamp",
)
#: The triggers refuse changes, deletions and truncation.
_TRIGGERS_EACH = 2


class PropertyArchiveLogSeal(models.Model):
    """Check the log's triggers, and mail the end of the log to the outside every night (B6)."""

    _inherit = "property.archive.log.seal"

    @api.model
    def _cron_seal(self):
        self._check_triggers()
        return super()._cron_seal()

    @api.model
    def _check_triggers(self):
        """Report triggers of the log that are disabled or missing."""
        self.env.cr.execute(
            "SELECT tgrelid::regclass::text, count(*) FROM pg_trigger"
            " WHERE tgrelid = ANY(%s::regclass[]) AND NOT tgisinternal"
            " AND tgname LIKE 'property_archive%%' AND tgenabled IN ('O', 'A')"
            " GROUP BY tgrelid",
            (list(_TABLES),),
        )
        found = dict(self.env.cr.fetchall())
        off = [table for table in _TABLES if found.get(table, 0) < _TRIGGERS_EACH]
        log = self.env["property.archive.log"]
        lately = fields.Datetime.now() - timedelta(hours=1)
        if off and not log.sudo().search_count(
            [("action", "=", "guard_off"), ("date", ">", lately)], limit=1
        ):
            log._alarm("guard_off", self.env.company, tables=off)

    @api.model
    def _cron_verify(self):
        result = super()._cron_verify()
        self._anchor(result["heads"])
        return result

    @api.model
    def _anchor(self, heads):
        """Mail where each company's log ends: a log rewritten later would not match it.

        The mail goes to the archive head, the executive and, if set, an address outside.

        :param dict heads: position and hash of the last seal, by company
        """
        mails = []
        for company in self.env["res.company"].sudo().browse(heads).exists():
            position, digest = heads[company.id]
            people = company.archive_head_id | company.archive_executive_id
            addresses = [*people.mapped("email_formatted"), company.archive_anchor_email]
            addresses = [address for address in addresses if address]
            if not addresses:
                continue
            day = company._archive_today()
            mails.append(
                {
                    "subject": self.env._(
                        "End of the archive log of %(company)s on %(day)s",
                        company=company.name,
                        day=day,
                    ),
                    "body_html": Markup("<p>%s</p><p><code>%s</code></p>")
                    % (
                        self.env._(
                            "Keep this mail. Reports / Log / Compare proves with the line below"
                            " that nothing up to this day was changed, removed or written anew."
                        ),
                        f"{position}-{digest}",
                    ),
                    "email_to": ", ".join(addresses),
                    "auto_delete": True,
                }
            )
        self.env["mail.mail"].sudo().create(mails)
