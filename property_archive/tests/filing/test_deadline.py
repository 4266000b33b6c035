from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..common import SIGNATURE, ArchiveCase

#: Rows of requirement A7: category, the event or document date in Shanghai, until when.
#: 3 June 2024 is a Monday, 10 June the Dragon Boat Festival.
ROWS = {
    "customer data 24 hours after the contact": (
        "customer_contact", "2024-06-07 15:30", "2024-06-08 15:30",
    ),
    "sales contacts the same day": ("customer_sales", "2024-06-07 09:00", "2024-06-07 23:59:59"),
    "guest history the same day": ("guest", "2024-06-08 22:00", "2024-06-08 23:59:59"),
    "service files 3 working days after they end": (
        "service", "2024-06-07 16:00", "2024-06-13 23:59:59",
    ),
    "complaint files 3 working days after they end": (
        "complaint", "2024-06-03 16:00", "2024-06-06 23:59:59",
    ),
    "repair files 3 working days after they end": (
        "repair", "2024-06-05 16:00", "2024-06-11 23:59:59",
    ),
    "new-car files 3 working days": ("vehicle", "2024-06-06 10:00", "2024-06-12 23:59:59"),
    "after-sales 1 working day, minor repair": (
        "vehicle_minor", "2024-06-07 10:00", "2024-06-11 23:59:59",
    ),
    "after-sales 1 working day, first service": (
        "vehicle_first", "2024-06-03 10:00", "2024-06-04 23:59:59",
    ),
    "after-sales 1 working day, maintenance": (
        "vehicle_maintenance", "2024-06-08 10:00", "2024-06-11 23:59:59",
    ),
    "after-sales 1 working day, overhaul": (
        "vehicle_overhaul", "2024-06-04 10:00", "2024-06-05 23:59:59",
    ),
    "after-sales 1 working day, warranty": (
        "vehicle_claim", "2024-06-05 10:00", "2024-06-06 23:59:59",
    ),
    "a new customer's file 1 week": ("customer", "2024-06-03 10:00", "2024-06-10 23:59:59"),
    "resident files weekly": ("resident", "2024-06-03 10:00", "2024-06-10 23:59:59"),
    "owner files weekly": ("owner", "2024-06-03 10:00", "2024-06-10 23:59:59"),
    "departments' new files by month end": ("patrol", "2024-02-03 10:00", "2024-02-29 23:59:59"),
    "month end on its last day": ("cleaning", "2024-06-30 23:30", "2024-06-30 23:59:59"),
    "engineering after acceptance": ("engineering", "2024-06-03 10:00", "2024-07-03 23:59:59"),
    "audio-visual each December": ("audiovisual", "2024-06-03", "2024-12-31 23:59:59"),
    "audio-visual made in December": ("audiovisual", "2024-12-20", "2024-12-31 23:59:59"),
    "documents by 31 March of the next year": ("document", "2024-06-03", "2025-03-31 23:59:59"),
    "minutes by 31 March of the next year": ("minutes", "2024-01-01", "2025-03-31 23:59:59"),
    "part-time archivists by end of February": ("training", "2024-06-03", "2025-02-28 23:59:59"),
    "end of February before a leap year": ("quality", "2027-06-03", "2028-02-29 23:59:59"),
    "accounts 1 year after the fiscal year": ("finance", "2024-06-03", "2025-12-31 23:59:59"),
    "personnel changes 5 working days": ("personnel_1", "2024-06-03 10:00", "2024-06-11 23:59:59"),
}  # fmt: skip


def utc(text):
    """A moment in Shanghai, as naive UTC."""
    known = datetime.fromisoformat(text)
    return known - timedelta(hours=8)


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestDeadline(ArchiveCase):
    """Until when what is to be handed in (A7)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.env["resource.calendar.leaves"].create(
            {
                "name": "端午节",
                "calendar_id": cls.company.resource_calendar_id.id,
                "company_id": cls.company.id,
                "date_from": "2024-06-09 16:00:00",
                "date_to": "2024-06-10 15:59:59",
            }
        )
        cls.clerk.employee_id.parent_id = cls.service_head.employee_id

    def _due_in_days(self, kind="working_days", amount=3, **vals):
        self.papers.write({"deadline_kind": kind, "deadline_amount": amount, **vals})
        return self._draft()

    def _run(self):
        self._forget()
        with self.enter_registry_test_mode():
            self.env.ref("property_archive.ir_cron_filing").method_direct_trigger()
        self._forget()

    def test_every_row(self):
        for row, (name, start, due) in ROWS.items():
            category = self.env.ref(f"property_archive.category_{name}")
            vals = {"name": row, "category_id": category.id}
            if category.deadline_from == "event":
                vals["date_event"] = utc(start)
            else:
                vals["date_document"] = start
            if category.subject_kind == "employee":
                vals["employee_id"] = self.engineer.employee_id.id
            # documents are not of the future
            with freeze_time(max(utc(start), fields.Datetime.now()) + timedelta(days=1)):
                record = self.env["property.archive.record"].with_user(self.clerk).create(vals)
            with self.subTest(row):
                self.assertEqual(record.date_filing_due, utc(due))

    def test_every_category_that_holds_files_has_a_deadline(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "property_archive"), ("model", "=", "property.archive.category")]
        )
        shipped = self.env["property.archive.category"].browse(data.mapped("res_id"))
        headings = shipped.filtered(lambda c: c.deadline_kind == "none")
        self.assertEqual(set(headings.mapped("code")), {"YH", "FW", "GCL", "CHL", "XZ"})

    def test_daily_while_people_move_in(self):
        resident = self.env.ref("property_archive.category_resident")
        resident.with_company(self.company).deadline_phase_end = "2024-06-05"
        for event, due in (("2024-06-05 10:00", "2024-06-06"), ("2024-06-06 10:00", "2024-06-13")):
            record = (
                self.env["property.archive.record"]
                .with_user(self.clerk)
                .create({"name": event, "category_id": resident.id, "date_event": utc(event)})
            )
            self.assertEqual(record.date_filing_due, utc(f"{due} 23:59:59"))

    def test_a_changed_deadline_moves_what_is_not_filed(self):
        filed = self._due_in_days()
        self._hand_over(filed)
        self._forget()
        before = filed.sudo().date_filing_due
        draft = self._draft()
        self.assertEqual(draft.date_filing_due, utc("2024-06-06 23:59:59"))
        self.papers.with_user(self.head).deadline_amount = 1
        self.assertEqual(draft.date_filing_due, utc("2024-06-04 23:59:59"))
        self.assertEqual(filed.sudo().date_filing_due, before)

    def test_a_date_wants_its_month(self):
        with self.assertRaisesRegex(ValidationError, "choose the month"):
            self.papers.with_user(self.head).deadline_kind = "year_date"
        with self.assertRaises(AccessError):
            self.papers.with_user(self.archivist).deadline_kind = "days"

    def test_handed_in_in_time_is_on_time_whenever_it_is_received(self):
        record = self._due_in_days(kind="hours", amount=24)
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        with freeze_time("2024-06-20 04:00:00"):
            self._run()
            received = handover.with_user(self.archivist)
            received.line_ids.location_id = self.rack
            received.action_accept_all()
            received.action_sign(SIGNATURE)
            self.assertRecordValues(
                record.sudo(),
                [{"filing_result": "on_time", "date_late": False, "late_hours": 0}],
            )

    def test_late_stays_late(self):
        record = self._due_in_days(kind="hours", amount=24)
        due = record.date_filing_due
        with freeze_time("2024-06-05 04:00:00"):
            self._run()
            self.assertRecordValues(record.sudo(), [{"filing_result": "late", "date_late": due}])
            # a later event gives a later deadline, and undoes nothing
            record.with_user(self.clerk).date_event = "2024-06-05 03:00:00"
            self._hand_over(record.with_user(self.clerk))
            self.assertRecordValues(
                record.sudo(), [{"filing_result": "late", "date_late": due, "state": "filed"}]
            )

    def test_filed_before_the_job_came_by_is_late_all_the_same(self):
        record = self._due_in_days(kind="hours", amount=24)
        with freeze_time("2024-06-05 10:00:00"):
            self._hand_over(record)
            self.assertRecordValues(record.sudo(), [{"filing_result": "late", "late_hours": 30}])

    def test_what_was_returned_was_not_handed_in(self):
        record = self._due_in_days(kind="hours", amount=24)
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        handover.with_user(self.archivist).line_ids.action_return("缺页")
        self._forget()
        self.assertFalse(record.date_handed_in)
        with freeze_time("2024-06-05 04:00:00"):
            self._run()
            self.assertTrue(record.sudo().date_late)

    def test_the_reminder_comes_before_and_goes_with_the_handover(self):
        record = self._due_in_days(amount=3)
        kind = self.env.ref("property_archive.mail_activity_type_filing")
        self._run()
        self.assertFalse(record.sudo().activity_ids)
        with freeze_time("2024-06-06 04:00:00"):
            self._run()
            self._run()
            activity = record.sudo().activity_ids
            self.assertRecordValues(
                activity,
                [
                    {
                        "activity_type_id": kind.id,
                        "user_id": self.clerk.id,
                        "date_deadline": datetime(2024, 6, 6).date(),
                    }
                ],
            )
            self._hand_over(record.with_user(self.clerk))
            self.assertFalse(record.sudo().activity_ids)
            self.assertEqual(record.sudo().filing_result, "on_time")

    def test_nobody_sets_what_only_happens(self):
        record = self._due_in_days()
        for vals in (
            {"date_filing_due": "2030-01-01 00:00:00"},
            {"date_late": False},
            {"filing_result": "on_time"},
            {"date_handed_in": "2024-06-03 00:00:00"},
        ):
            for user in (self.clerk, self.head):
                with self.subTest(vals), self.assertRaises(AccessError):
                    record.with_user(user).write(vals)

    def test_late_opens_an_incident_where_the_category_says_so(self):
        incidents = self.env["property.archive.incident"].sudo()
        self.papers.late_incident = "always"
        first = self._due_in_days(kind="hours", amount=24)
        self.owners.write({"deadline_kind": "hours", "deadline_amount": 24})
        second = self._draft(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        with freeze_time("2024-06-05 04:00:00"):
            self._run()
            found = incidents.search([("record_ids", "in", first.ids)])
            self.assertRecordValues(
                found, [{"kind": "late_filing", "fact": f"late_filing,{first.id}"}]
            )
            # complete, and the category asks only for what is incomplete
            self.assertFalse(incidents.search([("record_ids", "in", second.ids)]))
            self._hand_over(first.with_user(self.clerk))
            self.assertEqual(incidents.search([("record_ids", "in", first.ids)]), found)

    def _queries_of_the_job(self, others):
        """Queries of a run with ten late records among others that are not due."""
        Record = self.env["property.archive.record"].with_user(self.clerk)
        self.papers.write({"deadline_kind": "hours", "deadline_amount": 24})
        late = Record.create(
            [{"name": f"Late {n}", "category_id": self.papers.id} for n in range(10)]
        )
        Record.create(
            [
                {
                    "name": f"Other {n}",
                    "category_id": self.papers.id,
                    "date_event": "2024-08-01 00:00:00",
                }
                for n in range(others)
            ]
        )
        late.sudo()._write_protected({"date_filing_remind": False})
        with freeze_time("2024-06-05 04:00:00"):
            self._forget()
            before = self.cr.sql_log_count
            with self.enter_registry_test_mode():
                self.env.ref("property_archive.ir_cron_filing").method_direct_trigger()
            count = self.cr.sql_log_count - before
        self._forget()
        self.assertEqual(set(late.sudo().mapped("filing_result")), {"late"})
        return count

    def test_the_job_touches_only_what_is_due(self):
        counts = []
        for others in (5, 5, 60):  # the first fills caches
            counts.append(self._queries_of_the_job(others))
            drafts = self.env["property.archive.record"].sudo()
            drafts = drafts.search([("category_id", "=", self.papers.id)])
            # what is late is not deleted
            drafts._write_protected({"date_late": False, "date_filing_due": False})
            drafts.unlink()
        self.assertEqual(counts[2], counts[1])

    def test_rates_by_department_of_what_one_sees(self):
        self.clerk.employee_id.department_id = self.service
        on_time = self._due_in_days(kind="hours", amount=24)
        self._hand_over(on_time)
        late = self._draft()
        other = self._draft(department_id=self.engineering.id, scope="department")
        self.assertFalse(other.date_late)
        with freeze_time("2024-06-05 04:00:00"):
            self._run()
            Report = self.env["property.archive.filing.report"]
            domain = [("record_id", "in", (on_time | late | other).ids)]
            groups = dict(
                (department, (count, rate, waiting))
                for department, count, rate, waiting in Report.with_user(
                    self.service_head
                )._read_group(
                    domain, ["department_id"], ["__count", "timeliness:avg", "waiting:sum"]
                )
            )
            self.assertEqual(groups, {self.service.with_user(self.service_head): (2, 50.0, 1)})
            # the archivist sees all departments
            self.assertEqual(Report.with_user(self.archivist).search_count(domain), 3)
