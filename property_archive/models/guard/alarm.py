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
        rows = self._rows(action, records, detail)
        self._write_alarm(rows)
        registry = self.env.registry

        def again():
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["property.archive.log"]._write_alarm(rows)

        self.env.cr.postrollback.add(again)

    @api.model
    def _write_alarm(self, rows):
        with own_code():
            self._append(rows)
            self._tell(rows)

    @api.model
    def _tell(self, rows):
        watchers = self._alarm_watchers()
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
        told = records._name == "res.company" or getattr(records, "_archive_told", False)
        if told and self.env.uid != SUPERUSER_ID and self.env.registry.ready:
            for record, name, old, value in self._changes(before, records, names):
                self._alarm("rights_changed", record, field=name, before=old, after=value)
            return None
        return super()._log_changes(before, records, names)
