import json

from markupsafe import escape

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...jobs import run_steps
from ...untitle import untitle

#: How far the upgrade of titles has come, by table; deleted when it is finished.
_PROGRESS = "property_archive.untitle"
_BATCH = 20000
#: Shorter titles could be any word, so they are not replaced.
_SHORTEST = 4
#: Texts written by users: table, column, and the column with the document's model.
_SAID = (
    ("mail_mail", "body_html", "model"),
    ("mail_message", "subject", "model"),
    ("mail_message", "body", "model"),
    ("mail_activity", "summary", "res_model"),
    ("mail_activity", "note", "res_model"),
    ("mail_scheduled_message", "subject", "model"),
    ("mail_scheduled_message", "body", "model"),
)
_HTML = ("body_html", "body", "note")


class PropertyArchiveRecord(models.Model):
    """Titles disappear from texts when the level of their record is raised (requirement B4)."""

    _inherit = "property.archive.record"

    @api.model
    def _copied_texts(self):
        """Columns in which an older version stored names of records with their titles.

        Addons add theirs through ``super()``.

        :return: by table name, the column names and the condition on rows ``t``
        :rtype: dict(str, tuple)
        """
        ours = "property.archive.%"
        on_ours = "SELECT FROM mail_message m WHERE m.id = t.mail_message_id AND m.model LIKE %s"
        return {
            "mail_message": (
                ("subject", "body"),
                SQL("t.model LIKE %s OR t.message_type = 'user_notification'", ours),
            ),
            "mail_activity": (
                ("res_name", "summary", "note"),
                SQL("t.res_model LIKE %s", ours),
            ),
            "mail_mail": (("body_html",), SQL(f"EXISTS ({on_ours})", ours)),
            "mail_scheduled_message": (("subject", "body"), SQL("t.model LIKE %s", ours)),
        }

    @api.model
    def _untitle_all(self):
        """Start to remove the titles from all texts that an older version wrote."""
        self.env["ir.config_parameter"].sudo().set_param(_PROGRESS, "{}")
        self.env.ref("property_archive.ir_cron_untitle")._trigger()

    @api.model
    def _cron_untitle(self):
        """Job: remove titles from the texts of an older version, range by range.

        It continues where it stopped, and does nothing once it has finished.
        """
        run_steps(self.env, self._untitle_step)

    @api.model
    def _untitle_step(self):
        settings = self.env["ir.config_parameter"].sudo()
        progress = json.loads(settings.get_param(_PROGRESS) or "null")
        if progress is None:
            return 0, 0
        for table, (columns, condition) in self._copied_texts().items():
            self.env.cr.execute(SQL("SELECT max(id) FROM %s", SQL.identifier(table)))
            last, done = self.env.cr.fetchone()[0] or 0, progress.get(table, 0)
            if done < last:
                upto = done + _BATCH
                rows = SQL("t.id > %s AND t.id <= %s AND (%s)", done, upto, condition)
                untitle(self.env.cr, table, columns, rows, self.env.company.partner_id.lang)
                self.env.invalidate_all()
                settings.set_param(_PROGRESS, json.dumps({**progress, table: upto}))
                return 1, 1
        settings.search([("key", "=", _PROGRESS)]).unlink()
        return 1, 0

    # -- when a level is raised -------------------------------------------------------------

    def write(self, vals):
        return self._closing(vals, super().write)

    def _write_protected(self, vals):
        return self._closing(vals, super()._write_protected)

    def _closing(self, vals, write):
        """Call a write method, and remove the titles of records that it closes from texts."""
        if vals.keys().isdisjoint(("level_id", "scope")):
            return write(vals)
        records = self.sudo()
        before = {record.id: (record.level_id, record.scope) for record in records}
        result = write(vals)
        closed = records.filtered(
            lambda record: (record.level_id, record.scope) != before[record.id]
            and not record._is_open_to_all()
        )
        if closed:
            closed._untitle_copies()
        return result

    def _untitle_copies(self):
        """Remove the titles of these records from what users wrote.

        Texts written by the archive contain no titles. Users mention a file in a message or an
        activity on its loan or on a list that contains it, and others can read that.
        """
        self.env.flush_all()
        documents = self._mentioning_documents()
        for record in self:
            if len(record.name or "") >= _SHORTEST:
                record._untitle_words(documents)
        self.env.invalidate_all()

    def _untitle_words(self, documents):
        """Replace this record's title by its name in messages and activities on documents."""
        for table, column, model in _SAID:
            form = escape if column in _HTML else str
            for document, ids in documents.items():
                rows = SQL(
                    "%s = %s AND res_id = ANY(%s)", SQL.identifier(model), document, list(ids)
                )
                if table == "mail_mail":
                    rows = SQL("mail_message_id IN (SELECT id FROM mail_message WHERE %s)", rows)
                self.env.cr.execute(
                    SQL(
                        "UPDATE %(table)s SET %(column)s = replace(%(column)s, %(old)s, %(new)s)"
                        " WHERE %(rows)s AND strpos(%(column)s, %(old)s) > 0",
                        table=SQL.identifier(table),
                        column=SQL.identifier(column),
                        old=str(form(self.name)),
                        new=str(form(self.display_name)),
                        rows=rows,
                    )
                )
        # delete queued notifications with the title that their readers have not fetched yet
        for table, column in (("bus_bus", "message"), ("mail_push", "payload")):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %(table)s WHERE strpos(%(column)s, %(json)s) > 0"
                    " OR strpos(%(column)s, %(title)s) > 0",
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    json=json.dumps(self.name)[1:-1],
                    title=self.name,
                )
            )

    def _mentioning_documents(self):
        """Documents that link to one of these records, and those that contain such documents.

        :return: ids by model name
        :rtype: dict(str, set(int))
        """
        found = {self._name: set(self.ids)}
        for name in sorted(self.pool):
            model = self.env[name].sudo()
            if not name.startswith("property.archive.") or model._abstract or model._transient:
                continue
            links = {
                field.name: field.comodel_name
                for field in model._fields.values()
                if field.type in ("many2one", "many2many")
                and field.store
                and (field.comodel_name or "").startswith("property.archive.")
            }
            pointers = [link for link, comodel in links.items() if comodel == self._name]
            if not pointers or name == self._name:
                continue
            rows = model.with_context(active_test=False).search(
                Domain.OR(Domain(pointer, "in", self.ids) for pointer in pointers)
            )
            found.setdefault(name, set()).update(rows.ids)
            for link, comodel in links.items():
                if link not in pointers and hasattr(self.env[comodel], "message_ids"):
                    found.setdefault(comodel, set()).update(rows[link].ids)
        return {name: ids for name, ids in found.items() if ids}
