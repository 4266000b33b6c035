from odoo import SUPERUSER_ID, api, models

from ...http import is_superuser_session, own_code, rendering_reader, session_person
from ...notify import tell


class PropertyArchiveLog(models.Model):
    """What is seen at once: who holds a key uses it on the archive (requirement B6)."""

    _inherit = "property.archive.log"

    @api.model
    def _actor(self):
        # a superuser session is a person, and it is that person who acts; so is the reader
        # of a template, whose rights it reads with
        if is_superuser_session():
            return session_person()
        return rendering_reader() or super()._actor()

    def _append(self, rows):
        # a template could name anybody as the one who acted
        self._check_not_rendered()
        return super()._append(rows)

    @api.model
    def _alarm(self, action, records, **detail):
        """Log something that the archive head and the executive are told of at once.

        What is undone afterwards, as an attempt that is refused, stays logged and is told:
        it is written anew once the transaction is rolled back.

        :param str action: as for :meth:`_log`
        :param records: what it was done to; of no company: that of the session
        :param detail: further facts: ids, codes and dates, never titles or content
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
        """Who is told: the archive heads and the executives of all companies.

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
