import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, mute_logger

from ...blockers import format_blockers
from ...groups import MANAGER

#: Log events of an untouched record: it was imported and perhaps read.
_UNTOUCHED = {
    "imported",
    "filed",
    "viewed",
    "viewed_list",
    "content",
    "content_list",
    "searched",
    "searched_list",
    "exported",
    "exported_list",
    "export",
    "labelled",
}
_ROWS = 5


class PropertyArchiveImportRun(models.Model):
    """A register imported in one go, which can be undone as a whole (requirement G4).

    A record in the register is never deleted. A register of ten thousand lines that turns
    out to be the wrong one is: by the archive head, whole, and as long as nobody has worked
    on any of its records.
    """

    _name = "property.archive.import.run"
    _description = "Register Import"
    _inherit = ["property.archive.protected"]
    _order = "id desc"
    _rec_name = "file_name"

    file_name = fields.Char("File", readonly=True)
    date = fields.Datetime(readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users",
        "Imported by",
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    record_count = fields.Integer("Records", readonly=True, aggregator=None)
    state = fields.Selection(
        [
            ("waiting", "Being Imported"),
            ("done", "Imported"),
            ("failed", "Not Imported"),
            ("cancelled", "Cancelled"),
            ("undone", "Undone"),
        ],
        required=True,
        default="done",
        readonly=True,
    )
    date_undone = fields.Datetime(readonly=True)
    undone_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    made_unit_ids = fields.Many2many(
        "property.archive.unit",
        "property_archive_import_run_unit_rel",
        groups=fields.NO_ACCESS,
    )
    made_partner_ids = fields.Many2many(
        "res.partner",
        "property_archive_import_run_partner_rel",
        groups=fields.NO_ACCESS,
    )

    @api.depends("date", "file_name")
    def _compute_display_name(self):
        for run in self:
            day = run.date and run.company_id._archive_local_day(run.date)
            run.display_name = " ".join(filter(None, [str(day or ""), run.file_name]))

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("That a register was imported stays noted."))

    def action_open_records(self):
        """The records that came in with this register, those the user may see."""
        self.ensure_one()
        return self._records_action()

    def _records_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        return {**action, "domain": [("import_run_id", "in", self.ids)]}

    def action_undo(self):
        """Take the whole import back: its records, and the units and contacts it made.

        :raise UserError: for anybody but the archive head, or when a record was touched
        """
        self.ensure_one()
        if not self.env.user.has_group(MANAGER):
            raise UserError(self.env._("An import is undone by the archive head."))
        self.check_access("read")
        self._lock_rows()
        self._check_state("done")
        records = self.env["property.archive.record"].sudo()
        records = records.search([("import_run_id", "=", self.id)], order="id")
        records._lock_rows()
        self._check_untouched(records)
        run = self.sudo()
        self.env["property.archive.log"]._log("import_undone", records, run=run.id)
        numbers = [(r.company_id, r.series, r.serial) for r in records if r.series]
        self.env["property.archive.void.number"]._note(numbers, "undone")
        units, partners = run.made_unit_ids, run.made_partner_ids
        run._write_protected(
            {
                "state": "undone",
                "date_undone": fields.Datetime.now(),
                "undone_by_id": self.env.uid,
                "made_unit_ids": False,
                "made_partner_ids": False,
            }
        )
        records._take_back()
        self._take_back_units(units)
        self._take_back_partners(partners)
        return True

    def _check_untouched(self, records):
        """Raise unless nobody has worked on any of these records since they came in."""
        touched = {}
        for operation in ("move", "amend"):
            for record, blockers in records._get_blockers(operation).items():
                touched.setdefault(record.id, format_blockers(self.env, blockers))
        self.env.cr.execute(
            "SELECT DISTINCT ON (res_id) res_id, action FROM property_archive_log"
            " WHERE res_model = %s AND res_id = ANY(%s) AND action <> ALL(%s)"
            " ORDER BY res_id, id",
            (records._name, records.ids, list(_UNTOUCHED)),
        )
        found = self.env.cr.fetchall()
        labels = dict(
            self.env["property.archive.log"]._fields["action"]._description_selection(self.env)
        )
        for record_id, action in found:
            touched.setdefault(record_id, labels.get(action, action))
        if len(records) < self.sudo().record_count:
            raise UserError(self.env._("Not all records of this import are there any more."))
        if touched:
            raise UserError(
                self.env._(
                    "%(count)s records of this import were worked on since, so it cannot be undone"
                    " any more: %(records)s",
                    count=len(touched),
                    records="; ".join(
                        f"{records.browse(record_id).display_name}: {text}"
                        for record_id, text in list(touched.items())[:_ROWS]
                    ),
                )
            )

    def _take_back_units(self, units):
        """Delete units this import created if nothing else refers to them."""
        records = self.env["property.archive.record"].sudo()
        units -= records.search([("unit_id", "in", units.ids)]).unit_id
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                # owner history goes with the unit
                self.env.cr.execute(
                    "DELETE FROM property_archive_unit_party WHERE unit_id = ANY(%s)", (units.ids,)
                )
                self.env.invalidate_all()
                units.unlink()
        except psycopg2.IntegrityError:
            self.env.invalidate_all()

    def _take_back_partners(self, partners):
        """Delete contacts this import created if nothing else refers to them."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                partners.exists().unlink()
        except (psycopg2.IntegrityError, UserError):
            self.env.invalidate_all()


class PropertyArchiveRecord(models.Model):
    """The import a record came from."""

    _inherit = "property.archive.record"

    import_run_id = fields.Many2one(
        "property.archive.import.run",
        "Imported with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model
    def _copied_texts(self):
        texts = (("error", "question", "hint"), SQL("TRUE"))
        return {**super()._copied_texts(), "property_archive_import": texts}

    def _take_back(self):
        """Delete records that nobody touched since they were imported: as if never filed."""
        draft = {"state": "draft", "reference": False, "series": False, "serial": False}
        self._write_protected({**draft, "date_filed": False})
        self.flush_recordset()
        self.unlink()
