from odoo import SUPERUSER_ID, api, models

from ...http import is_superuser_session, own_code, rendering_reader, session_person
from ...notify import tell


class PropertyArchiveLog(models.Model):
    """Alarms: log and report at once when somebody with special powers uses them (B6)."""

    _inherit = "property.archive.log"

    @api.model
    def _actor(self):
        # In a superuser session, the actor is the person who opened it; in a template, the user
        # with whose rights it is rendered.
        if is_superuser_session():
            return session_person()
        return rendering_reader() or super()._actor()

    def _append(self, rows):
        # otherwise a template could name anybody as the actor
        self._check_not_rendered()
        return super()._append(rows)

    @api.model
    def _alarm(self, action, records, **detail):
        """Log an event that is reported to the archive head and the executive at once.

        The event survives a rollback: if the transaction is undone, as for a refused attempt, it is
        written again in a new one and still reported.

        :param str action: as for :meth:`_log`
        :param records: affected documents; those without a company count for that of the session
        :param detail: more facts: ids, codes and dates, never titles or content
        """
        self._alarm_rows(self._rows(action, records, detail))

    @api.model
    def _alarm_rows(self, rows, also=()):
        """Write these events, and tell of them at once.

        :param list rows: as for :meth:`_append`
        :param also: ids of further users who are told, such as those who were the watchers before
        """
        self._write_alarm(rows, also)
        registry = self.env.registry

        def again():
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["property.archive.log"]._write_alarm(rows, also)

        self.env.cr.postrollback.add(again)

    @api.model
    def _write_alarm(self, rows, also=()):
        with own_code():
            self._append(rows)
            self._tell(rows, also)

    @api.model
    def _tell(self, rows, also=()):
        former = self.env["res.users"].sudo().browse(also).exists().filtered("active")
        watchers = self._alarm_watchers() | former
        if not watchers:
            return
        labels = dict(self._fields["action"]._description_selection(self.env))
        users = self.env["res.users"].sudo().browse({row[2] for row in rows})
        names = {user.id: f"{user.name} ({user.login})" for user in users.exists()}
        lines = [
            self.env._(
                "%(date)s UTC, %(person)s: %(action)s, %(model)s %(number)s %(detail)s",
                date=date,
                person=names.get(uid, uid),
                action=labels.get(action, action),
                model=model,
                number=res_id,
                detail=detail or "",
            )
            for date, _company, uid, action, model, res_id, _reference, detail in rows
        ]
        subject = self.env._("The archive was touched by who holds a key")
        tell(self.env, watchers.partner_id, subject, lines)

    @api.model
    def _alarm_watchers(self):
        """Who is told: the archive heads and executives of all companies.

        :rtype: res.users
        """
        companies = (
            self.env["res.company"]
            .sudo()
            .search(["|", ("archive_head_id", "!=", False), ("archive_executive_id", "!=", False)])
        )
        return (companies.archive_head_id | companies.archive_executive_id).filtered("active")

    @api.model
    def _log_changes(self, before, records, names):
        if is_superuser_session() and self._changes(before, records, names):
            self.env["property.archive.guarded"]._refuse_superuser("write")
        if self.env.uid == SUPERUSER_ID or not self.env.registry.ready:
            return super()._log_changes(before, records, names)
        if not getattr(records, "_archive_told", records._name == "res.company"):
            # of a model of Odoo only what the archive added
            told = [name for name in names if name.startswith("archive_")]
        else:
            told = names
        rows, former = [], set()
        for record, name, old, value in self._changes(before, records, told):
            detail = {"field": name, "before": old, "after": value}
            rows += self._rows("rights_changed", record, detail)
            if name in ("archive_head_id", "archive_executive_id"):
                # who is replaced is told too: whoever replaces them could name a friend
                former.update(old or ())
        if rows:
            self._alarm_rows(rows, sorted(former))
        return super()._log_changes(before, records, [name for name in names if name not in told])
