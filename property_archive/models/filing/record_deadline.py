from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

_ACTIVITY = "property_archive.mail_activity_type_filing"


class PropertyArchiveRecord(models.Model):
    """When a record has to reach the archive, and whether it did (requirement A7).

    A record is handed in when its giver signs the handover that it is filed with: how
    long the archive takes to receive it is not the giver's delay. Late is a fact: it is
    stored when it happens, and nothing takes it back.
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
                # what is filed keeps the deadline it had, and an old register had none
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
            # who was reminded of this deadline is not reminded of it again
            reminded = due == record.date_filing_due and not record.date_filing_remind
            record.date_filing_due = due
            record.date_filing_remind = (
                due - timedelta(hours=hours) if due and hours and not reminded else False
            )

    def _filing_start(self):
        """From when the deadline of this record counts, as naive UTC."""
        self.ensure_one()
        category = self.category_id
        if category.deadline_from != "event" and self.date_document:
            return self.company_id._archive_day_start(self.date_document)
        return self.date_event or self.create_date or fields.Datetime.now()

    @api.model
    def _recompute_filing_due(self, categories):
        """The deadlines of these categories changed: so do those of what is not filed yet."""
        records = self.sudo().search(
            [("category_id", "in", categories.ids), ("state", "in", ["draft", "submitted"])]
        )
        for name in ("date_filing_due", "date_filing_remind"):
            self.env.add_to_compute(self._fields[name], records)
        records.flush_recordset()

    # -- handing in and filing --------------------------------------------------------------

    def _hand_in(self):
        """The giver has signed: from now on the archive has to see to it."""
        records = self.sudo()
        records._write_protected(
            {"date_handed_in": fields.Datetime.now(), "date_filing_remind": False}
        )
        records.activity_unlink([_ACTIVITY])

    def _file(self, location=None):
        """Judge whether these records were handed in on time: filed, it is a fact (A7)."""
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
                    # an event that was moved afterwards makes nothing undone
                    "late_hours": max(round(delay.total_seconds() / 3600, 2), 0),
                }
            )
        self.sudo().activity_unlink([_ACTIVITY])
        late._open_late_incidents()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_not_late(self):
        """What had to be handed in is handed in, late: nobody deletes the delay (003-12 四 1).

        Where nothing had to be filed, whoever decides incidents says so.
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

    # -- jobs -------------------------------------------------------------------------------

    @api.model
    def _cron_filing(self):
        """Job: say late what is late, remind of what soon will be. Only due rows."""
        now = fields.Datetime.now()
        self._run_in_batches(
            [
                ("state", "in", ["draft", "submitted"]),
                ("date_late", "=", False),
                ("date_handed_in", "=", False),
                ("date_filing_due", "<", now),
            ],
            "date_filing_due, id",
            "_mark_late",
        )
        self._run_in_batches(
            [("state", "=", "draft"), ("date_filing_remind", "<=", now)],
            "date_filing_remind, id",
            "_remind_filing",
        )

    def _mark_late(self):
        """The deadline of these records has passed."""
        for due, records in self.grouped("date_filing_due").items():
            records._write_protected({"date_late": due, "filing_result": "late"})
        self.env["property.archive.log"]._log("late", self)
        self._open_late_incidents()

    def _open_late_incidents(self):
        """Open an incident, once, where the category wants one for what is late (D11)."""
        incidents = self.env["property.archive.incident"]
        for record in self.sudo():
            when = record.category_id.late_incident
            if when == "never" or (when == "incomplete" and record.completeness == 100):
                continue
            employees = record.responsible_id or record.submitter_id.employee_ids.filtered(
                lambda e, company=record.company_id: e.company_id == company
            )
            incidents._open_once(
                "late_filing",
                f"late_filing,{record.id}",
                records=record,
                employees=employees[:1],
                note=self.env._(
                    "The filing deadline passed on %s.",
                    record.company_id._archive_local_day(record.date_late),
                ),
            )

    def _remind_filing(self):
        """Remind whoever is responsible, with one activity for each record."""
        for (user, due), records in self._by_clerk_and_day("date_filing_due").items():
            # one message for all in place of one for each activity
            records = records.with_context(mail_activity_quick_update=True, lang=user.lang)
            records.activity_schedule(_ACTIVITY, date_deadline=due, user_id=user.id)
            records._tell(user, records.env._("To be handed in soon: %s", len(records)))
        self._write_protected({"date_filing_remind": False})

    def _tell(self, user, subject):
        """One message about these records, by names that are safe for everybody.

        :param user: ``res.users``
        :param str subject: in the user's language
        """
        thread = self.env["mail.thread"].with_context(lang=user.lang)
        names = self.with_context(lang=user.lang).mapped("display_name")
        thread.message_notify(
            partner_ids=user.partner_id.ids,
            subject=subject,
            body=Markup("<br/>").join(names[:50]),
        )

    def _by_clerk_and_day(self, name):
        """These records by whoever sees to them and the company's day of a date.

        :param str name: name of a datetime field
        :rtype: dict(tuple(res.users, date), property.archive.record)
        """
        found = {}
        for record in self.sudo():
            user = record.responsible_id.user_id.filtered("active") or record.submitter_id
            day = record.company_id._archive_local_day(record[name])
            found.setdefault((user, day), self.browse())
            found[user, day] |= record
        return found
