from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

_ACTIVITY = "property_archive.mail_activity_type_filing"


class PropertyArchiveRecord(models.Model):
    """Filing deadline of a record, and whether it was met (requirement A7).

    A record counts as handed in when the giver signs the handover: the time the archive
    takes to receive it is not the giver's delay. Lateness is stored when it happens and
    is never reset.
    """

    _inherit = "property.archive.record"

    date_event = fields.Datetime(
        "Event",
        default=fields.Datetime.now,
        copy=False,
        tracking=True,
        help="The contact, the end of the service, the handing over or the acceptance that"
        " the record is about: the filing deadline counts from it.",
    )
    date_filing_due = fields.Datetime(
        "File by",
        compute="_compute_date_filing_due",
        store=True,
        compute_sudo=True,
        copy=False,
        help="Until when the record has to be handed in to the archive.",
    )
    date_filing_remind = fields.Datetime(
        compute="_compute_date_filing_due",
        store=True,
        compute_sudo=True,
        copy=False,
        help="When whoever is responsible is reminded; empty once it is done.",
    )
    date_handed_in = fields.Datetime("Handed In", readonly=True, copy=False)
    date_late = fields.Datetime(
        "Late Since",
        readonly=True,
        copy=False,
        help="Set when the deadline passed; it stays, whatever is done later.",
    )
    late_hours = fields.Float(
        "Hours Late", readonly=True, copy=False, help="How late it was handed in at last."
    )
    filing_result = fields.Selection(
        [("on_time", "On time"), ("late", "Late")],
        "Filing",
        readonly=True,
        copy=False,
    )

    _filing_due_idx = models.Index(
        "(date_filing_due, id) WHERE state IN ('draft', 'submitted')"
        " AND date_late IS NULL AND date_handed_in IS NULL"
    )
    _filing_remind_idx = models.Index("(date_filing_remind, id) WHERE state = 'draft'")

    def _creatable_fields(self):
        return super()._creatable_fields() | {"date_event"}

    def _editable_fields(self):
        editable = super()._editable_fields()
        return editable | {"date_event"} if editable else editable

    @api.depends("category_id", "company_id", "date_event", "date_document", "state")
    def _compute_date_filing_due(self):
        known = {}
        for record in self:
            if record.state not in ("draft", "submitted") or record.date_filed:
                # filed records keep their deadline; imported ones had none
                record.date_filing_due = record.date_filing_due
                record.date_filing_remind = False
                continue
            category, company = record.category_id, record.company_id
            start = record._filing_start()
            key = (category, company, start)
            if key not in known:
                known[key] = bool(category and company) and category._filing_due(company, start)
            due = known[key]
            hours = category.deadline_reminder
            # no second reminder of the same deadline
            reminded = due == record.date_filing_due and not record.date_filing_remind
            record.date_filing_due = due
            record.date_filing_remind = (
                due - timedelta(hours=hours) if due and hours and not reminded else False
            )

    def _filing_start(self):
        """Start of the term for handing in this record, as naive UTC."""
        self.ensure_one()
        category = self.category_id
        if category.deadline_from != "event" and self.date_document:
            return self.company_id._archive_day_start(self.date_document)
        return self.date_event or self.create_date or fields.Datetime.now()

    @api.model
    def _recompute_filing_due(self, categories):
        """Recompute the deadlines of records of these categories that are not filed yet."""
        records = self.sudo().search(
            [("category_id", "in", categories.ids), ("state", "in", ["draft", "submitted"])]
        )
        for name in ("date_filing_due", "date_filing_remind"):
            self.env.add_to_compute(self._fields[name], records)
        records.flush_recordset()

    # -- handing in and filing --------------------------------------------------------------

    def _hand_in(self):
        """Record that the giver has signed: from now on the archive is responsible."""
        records = self.sudo()
        records._write_protected(
            {"date_handed_in": fields.Datetime.now(), "date_filing_remind": False}
        )
        records.activity_unlink([_ACTIVITY])

    def _file(self, location=None):
        """Store on filing whether these records were handed in on time (A7)."""
        result = super()._file(location)
        now = fields.Datetime.now()
        judged = self.sudo().filtered("date_filing_due")
        late = judged.filtered(
            lambda r: r.date_late or (r.date_handed_in or now) > r.date_filing_due
        )
        (judged - late)._write_protected({"filing_result": "on_time"})
        for record in late:
            delay = (record.date_handed_in or now) - record.date_filing_due
            record._write_protected(
                {
                    "filing_result": "late",
                    "date_late": record.date_late or record.date_filing_due,
                    # changing the date of the event later does not undo lateness
                    "late_hours": max(round(delay.total_seconds() / 3600, 2), 0),
                }
            )
        self.sudo().activity_unlink([_ACTIVITY])
        late._open_late_incidents()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_not_late(self):
        """Late drafts cannot be deleted, which would hide the delay (003-12 四 1).

        If nothing had to be filed, the decider of the incident says so.
        """
        now = fields.Datetime.now()
        late = self.sudo().filtered(
            lambda r: r.date_late or (r.date_filing_due and r.date_filing_due < now)
        )
        for record in late:
            unfounded = record.incident_ids.filtered(
                lambda i: i.kind == "late_filing" and i.state == "cancelled"
            )
            if not unfounded:
                raise UserError(
                    self.env._(
                        "%(record)s had to be handed in by %(due)s: hand it in, late as it is."
                        " If there was nothing to file, report an incident “Filed Late” about"
                        " it: once that is decided as unfounded, the draft can be deleted.",
                        record=record.display_name,
                        due=record.company_id._archive_local_day(
                            record.date_late or record.date_filing_due
                        ),
                    )
                )
