import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.sql_db import db_connect
from odoo.tools import sql

from ...digest import text_hash
from . import log_proof
from .log_action import ACTIONS

#: How many later events of the same process name an event.
_NAMED = 3
# No foreign keys: the log must outlive the user, record or company it names, and no cascade may
# delete its rows.
_TRIGGERS = """
CREATE OR REPLACE FUNCTION property_archive_refuse() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'property_archive: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$ LANGUAGE plpgsql;
DROP TRIGGER IF EXISTS property_archive_log_append_only ON property_archive_log;
CREATE TRIGGER property_archive_log_append_only
    BEFORE UPDATE OR DELETE ON property_archive_log
    FOR EACH ROW EXECUTE FUNCTION property_archive_refuse();
DROP TRIGGER IF EXISTS property_archive_log_no_truncate ON property_archive_log;
CREATE TRIGGER property_archive_log_no_truncate
    BEFORE TRUNCATE ON property_archive_log
    FOR EACH STATEMENT EXECUTE FUNCTION property_archive_refuse();
"""


class PropertyArchiveLog(models.Model):
    """The archive log: append-only, without titles (requirement B6)."""

    _name = "property.archive.log"
    _description = "Archive Log"
    _inherit = ["property.archive.log.owned"]
    _guard = _TRIGGERS
    _order = "id desc"
    _log_access = False
    _rec_name = "action"

    date = fields.Datetime(required=True, readonly=True)
    company_id = fields.Integer("Company ID", required=True, readonly=True)
    user_id = fields.Integer("User ID", required=True, readonly=True)
    user_name = fields.Char("Done By", compute="_compute_user_name", search="_search_user_name")
    action = fields.Selection(ACTIONS, required=True, readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    model_name = fields.Char("Kind of Document", compute="_compute_model_name")
    res_id = fields.Integer("Document ID", required=True, readonly=True, aggregator=None)
    reference = fields.Char(readonly=True)
    detail = fields.Char(readonly=True)
    nonce = fields.Char(readonly=True)
    follows = fields.Char("Written After", readonly=True)
    signature = fields.Char(readonly=True)

    _document_idx = models.Index("(res_model, res_id)")
    _company_idx = models.Index("(company_id, id)")

    @api.depends("user_id")
    def _compute_user_name(self):
        users = self.env["res.users"].sudo().browse(set(self.mapped("user_id"))).exists()
        names = {user.id: user.name for user in users}
        for event in self:
            event.user_name = names.get(event.user_id) or self.env._("User %s", event.user_id)

    def _search_user_name(self, operator, value):
        users = self.env["res.users"].sudo().with_context(active_test=False)
        return [("user_id", "in", users.search([("name", operator, value)]).ids)]

    @api.depends("res_model")
    def _compute_model_name(self):
        names = {}
        for name in set(self.mapped("res_model")):
            names[name] = self.env["ir.model"]._get(name).sudo().name or name
        for event in self:
            event.model_name = names[event.res_model]

    def action_open(self):
        """Open the document of an event, if the reader may see it."""
        self.ensure_one()
        self.check_access("read")
        if self.res_model not in self.env:
            raise UserError(
                self.env._("%s is no document any more: its addon was uninstalled.", self.res_model)
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The archive log is written by the archive itself."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The archive log cannot be changed."))

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("The archive log cannot be deleted."))

    @api.model
    def _log(self, action, records, **detail):
        """Append one event for each record, in one statement.

        :param str action: technical name of what was done
        :param records: documents with a ``company_id``
        :param detail: more facts: ids, codes and dates, never titles or content
        """
        self._append(self._rows(action, records, detail))

    @api.model
    def _facts(self, records, names):
        """The values of fields of these records, to compare before and after a change.

        :param records: documents that affect rights
        :param names: fields of ids, codes, flags, dates, or texts, of which the hash counts
        :return: dict of values by (record, field); linked records by their ids
        """

        def fact(record, name):
            value, field = record[name], record._fields[name]
            if field.relational:
                return sorted(value.ids)
            return text_hash(value) if field.type == "text" else value

        return {(record, name): fact(record, name) for record in records.sudo() for name in names}

    @api.model
    def _changes(self, before, records, names):
        """Compare the values of fields that affect rights.

        :param dict before: :meth:`_facts` from before the change, empty for new records
        :return: tuples of record, field, the value before and after
        :rtype: list(tuple)
        """
        changes = []
        for (record, name), value in self._facts(records, names).items():
            old = before.get((record, name), [] if isinstance(value, list) else None)
            if value != old:
                changes.append((record, name, old, value))
        return changes

    @api.model
    def _log_changes(self, before, records, names):
        """Log each changed field that affects rights (B2, B3, B6).

        The head of a department or of the archive decides, reads and approves: naming one is logged
        as granting a clearance is.

        :param dict before: :meth:`_facts` from before the change, empty for new records
        """
        rows = []
        for record, name, old, value in self._changes(before, records, names):
            detail = {"field": name, "before": old, "after": value}
            rows += self._rows("rights_changed", record, detail)
        self._append(rows)

    @api.model
    def _actor(self):
        """Hook: id of the user whom the events name as actor."""
        return self.env.uid

    @api.model
    def _rows(self, action, records, detail):
        text = (
            json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str) if detail else None
        )
        now = fields.Datetime.now()
        rows = []
        for record in records.sudo():
            company = self.env["res.company"]
            if record._name == "res.company":
                company = record
            elif "company_id" in record._fields:
                company = record.company_id
            reference = record.reference if "reference" in record._fields else None
            rows.append(
                (
                    now,
                    company.id or self.env.company.id,
                    self._actor(),
                    action,
                    record._name,
                    record.id,
                    reference or None,
                    text,
                )
            )
        return rows

    def _append(self, rows):
        """Write signed events, which also name events that this process committed before.

        :param list rows: tuples of date, company, user, action, model, id, reference, detail
        """
        if not rows:
            return
        cr = self.env.cr
        named = set(self._events_to_name().copy())
        follows = log_proof.ranges(named) or None
        values = []
        for date, *rest in rows:
            row = (fields.Datetime.to_datetime(date), *rest)
            values.append((*row, *log_proof.sign(row, follows)))
            follows = None  # only the first one names them
        inserted = cr.execute_values(
            "INSERT INTO property_archive_log"
            " (date, company_id, user_id, action, res_model, res_id, reference, detail,"
            " nonce, follows, signature) VALUES %s"
            " RETURNING id, xmin = pg_current_xact_id()::xid",
            values,
            fetch=True,
        )
        if not (written := cr.postcommit.data.get(self._name)):
            written = cr.postcommit.data[self._name] = {"ids": {}, "named": set()}
            cr.postcommit.add(self._committed)
        written["ids"].update(inserted)
        if inserted[0][1]:
            written["named"] |= named

    def _events_to_name(self):
        """Events this process committed that its next events name, with how often they still are.

        An event is named more than once, so that whoever deletes it must delete the next three
        events too.

        :rtype: dict(int, int)
        """
        return self.pool.__dict__.setdefault("_archive_log_unnamed", {})

    def _committed(self):
        """After a commit: let the next events of this process name those of this transaction."""
        written = self.env.cr.postcommit.data.pop(self._name)
        certain = {number for number, sure in written["ids"].items() if sure}
        unsure = list(written["ids"].keys() - certain)
        if unsure:  # written inside a savepoint that may have been rolled back
            with db_connect(self.env.cr.dbname).cursor() as cr:
                if sql.table_exists(cr, self._table):  # the table may just have been uninstalled
                    cr.execute("SELECT id FROM property_archive_log WHERE id = ANY(%s)", (unsure,))
                    certain.update(row[0] for row in cr.fetchall())
        unnamed = self._events_to_name()
        for number in written["named"]:
            if (left := unnamed.pop(number, 0) - 1) > 0:
                unnamed[number] = left
        unnamed.update(dict.fromkeys(certain, _NAMED))
