from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import ArchiveCase


class UpkeepCase(ArchiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist, cls.head, cls.service_head):
            cls._clear(user)

    def _run(self, name):
        self._forget()
        with self.enter_registry_test_mode():
            self.env.ref(f"property_archive.{name}").method_direct_trigger()
        self._forget()


@tagged("post_install", "-at_install")
@freeze_time("2023-06-03 04:00:00")
class TestSealing(UpkeepCase):
    """Sealed after a time, reopened by approval, sealed again (A11)."""

    def test_shipped_categories_that_seal(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "property_archive"), ("model", "=", "property.archive.category")]
        )
        shipped = self.env["property.archive.category"].browse(data.mapped("res_id"))
        sealing = shipped.filtered("sealing")
        self.assertEqual(set(sealing.mapped("code")), {"WS", "WL"})
        self.assertEqual(set(sealing.mapped("sealing_months")), {12})

    def test_sealed_a_year_after_filing_and_reopened_by_approval(self):
        self.papers.sealing = True
        record = self._file()
        self.assertEqual(record.date_sealing_due, date(2024, 6, 3))
        with freeze_time("2024-06-02 04:00:00"):
            self._run("ir_cron_seal_records")
            self.assertEqual(record.state, "filed")
        with freeze_time("2024-06-03 04:00:00"):
            self._run("ir_cron_seal_records")
            self.assertEqual(record.state, "sealed")
            amendments = self.env["property.archive.amendment"].with_user(self.clerk)
            change = {
                "record_id": record.id,
                "reason": "更正",
                "value_ids": [(0, 0, {"field_name": "name", "new_char": "Other"})],
            }
            with self.assertRaisesRegex(UserError, "it is sealed"):
                amendments.create(change).action_submit()
            reopening = amendments.create(
                {
                    "kind": "reopen",
                    "record_id": record.id,
                    "reason": "审计",
                    "date_reseal": "2024-07-01",
                }
            )
            reopening.action_submit()
            with self.assertRaises(UserError):
                reopening.with_user(self.service_head).action_approve()
            reopening.with_user(self.head).action_approve()
            self._forget()
            self.assertRecordValues(
                record, [{"state": "filed", "date_sealing_due": date(2024, 7, 1)}]
            )
            amendment = amendments.create(change)
            amendment.action_submit()
            # what waits for a decision is sealed later
            with freeze_time("2024-07-01 04:00:00"):
                self._run("ir_cron_seal_records")
                self.assertEqual(record.state, "filed")
                amendment.with_user(self.service_head).action_approve()
                self._run("ir_cron_seal_records")
                self.assertRecordValues(record, [{"state": "sealed", "name": "Other"}])

    def test_the_archive_head_does_not_reopen_for_themselves(self):
        self.papers.sealing = True
        record = self._file()
        record.sudo()._seal()
        self._forget()
        reopening = (
            self.env["property.archive.amendment"]
            .with_user(self.head)
            .create(
                {
                    "kind": "reopen",
                    "record_id": record.id,
                    "reason": "审计",
                    "date_reseal": "2023-07-01",
                }
            )
        )
        reopening.action_submit()
        self.assertEqual(reopening.sudo().approval_ids.approver_ids, self.executive)

    def test_reopening_wants_a_day_to_come_and_a_sealed_record(self):
        record = self._file()
        Amendment = self.env["property.archive.amendment"].with_user(self.clerk)
        vals = {"kind": "reopen", "record_id": record.id, "reason": "x"}
        with self.assertRaisesRegex(UserError, "a day to come"):
            Amendment.create({**vals, "date_reseal": "2023-06-03"})
        with self.assertRaisesRegex(UserError, "nothing to reopen"):
            Amendment.create({**vals, "date_reseal": "2023-06-30"}).action_submit()

    def test_an_open_file_about_a_subject_is_never_sealed(self):
        self.owners.sealing = True
        record = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        self.assertFalse(record.sudo().date_sealing_due)
        with freeze_time("2025-06-03 04:00:00"):
            self._run("ir_cron_seal_records")
            self.assertEqual(record.sudo().state, "filed")
            record.sudo()._close("ended", date(2024, 1, 31))
            self.assertEqual(record.sudo().date_sealing_due, date(2025, 1, 31))
            self._run("ir_cron_seal_records")
            self.assertEqual(record.sudo().state, "sealed")

    def test_the_job_leaves_out_what_is_missing_or_out(self):
        self.papers.sealing = True
        record = self._file()
        self.env.flush_all()
        self.cr.execute(
            "UPDATE property_archive_record SET availability = 'out' WHERE id = %s", (record.id,)
        )
        with freeze_time("2024-07-03 04:00:00"):
            self._run("ir_cron_seal_records")
            self.assertEqual(record.state, "filed")

    def _queries_of_the_job(self, others):
        """Queries of a run that seals three records among others that are not due."""
        Record = self.env["property.archive.record"].with_user(self.clerk)
        self.papers.sealing = True
        due, rest = (
            Record.create([{"name": f"{n}", "category_id": self.papers.id} for n in range(number)])
            for number in (3, others)
        )
        self._hand_over(due | rest)
        rest.sudo()._write_protected({"date_filed": "2024-06-01"})
        with freeze_time("2024-06-03 04:00:00"):
            self._forget()
            before = self.cr.sql_log_count
            with self.enter_registry_test_mode():
                self.env.ref("property_archive.ir_cron_seal_records").method_direct_trigger()
            count = self.cr.sql_log_count - before
        self._forget()
        self.assertEqual(set(due.mapped("state")), {"sealed"})
        self.assertEqual(set(rest.mapped("state")), {"filed"})
        return count

    def test_the_job_touches_only_what_is_due(self):
        # the first fills caches
        counts = [self._queries_of_the_job(others) for others in (2, 2, 30)]
        self.assertEqual(counts[2], counts[1])

    def test_a_changed_rule_counts_for_what_is_filed(self):
        records = self._file() | self._file()
        self.assertFalse(records[0].date_sealing_due)
        self.papers.with_user(self.head).write({"sealing": True, "sealing_months": 8})
        self.assertEqual(set(records.mapped("date_sealing_due")), {date(2024, 2, 3)})
        # the statement and the compute say the same
        for name in ("date_sealing_due", "date_review_due"):
            self.env.add_to_compute(records._fields[name], records.sudo())
        self.assertEqual(set(records.mapped("date_sealing_due")), {date(2024, 2, 3)})
        with self.assertRaises(AccessError):
            self.papers.with_user(self.clerk).sealing = False


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestReview(UpkeepCase):
    """Reviews by category, and contacts that change (A12)."""

    def test_shipped_reviews(self):
        for name, period in {
            "customer": "quarter",
            "resident": "quarter",
            "tenant": "quarter",
            "guest": "month",
            "owner": "year",
            "personnel": "year",
        }.items():
            category = self.env.ref(f"property_archive.category_{name}")
            self.assertEqual(category.review_period, period, name)
        self.assertTrue(self.env.ref("property_archive.category_customer").review_incomplete)

    def test_review_dates(self):
        record = self._file()
        for period, due in (
            ("month", date(2024, 7, 3)),
            ("quarter", date(2024, 9, 3)),
            ("year", date(2025, 6, 3)),
            (False, False),
        ):
            self.papers.review_period = period
            self.assertEqual(record.date_review_due, due)
        self.papers.write({"review_period": "year", "review_incomplete": True})
        piece = record.enclosure_ids
        piece.sudo()._write_protected({"required": True, "present": False})
        self.assertEqual(record.date_review_due, date(2024, 7, 3))

    def test_a_review_is_asked_for_once_and_noted(self):
        self.papers.review_period = "month"
        record = self._file()
        Message = self.env["mail.message"].sudo()
        with freeze_time("2024-07-04 04:00:00"):
            before = Message.search([], order="id desc", limit=1).id
            self._run("ir_cron_review")
            self._run("ir_cron_review")
            found = Message.search([("id", ">", before), ("subject", "ilike", "Reviews that are")])
            self.assertEqual(found.partner_ids, self.clerk.partner_id)
            self.assertEqual(len(found), 1)
            wizard = (
                self.env["property.archive.review.wizard"]
                .with_user(self.clerk)
                .create({"record_ids": [(6, 0, record.ids)], "result": "right", "note": "核对无误"})
            )
            wizard.action_confirm()
            self._forget()
            self.assertRecordValues(
                record,
                [
                    {
                        "date_reviewed": date(2024, 7, 4),
                        "date_review_due": date(2024, 8, 4),
                        "review_asked": False,
                    }
                ],
            )
            self.assertRecordValues(
                record.review_ids.sudo(),
                [{"user_id": self.clerk.id, "result": "right", "note": "核对无误"}],
            )
            with self.assertRaises(UserError):
                record.with_user(self.engineer)._review("right")
            with self.assertRaises(UserError):
                record.review_ids.with_user(self.head).write({"note": "x"})
            with self.assertRaises(UserError):
                record.review_ids.with_user(self.head).unlink()

    def test_a_review_may_lead_to_an_amendment(self):
        record = self._file()
        wizard = (
            self.env["property.archive.review.wizard"]
            .with_user(self.clerk)
            .create({"record_ids": [(6, 0, record.ids)], "result": "amend"})
        )
        action = wizard.action_confirm()
        self.assertEqual(action["res_model"], "property.archive.amendment")
        self.assertEqual(action["context"]["default_record_id"], record.id)

    def test_contact_changes_flag_the_open_files_about_them(self):
        record = self._file(partner_id=self.owner.id)
        closed = self._file(partner_id=self.owner.id)
        closed.sudo()._close("ended")
        self.owner.write({"phone": False, "street": "", "comment": "no contact"})
        self.assertFalse(record.to_check)
        for vals in (
            {"phone": "13800000000"},
            {"email": "zhang@example.com"},
            {"street": "中山路 1 号"},
            {"city": "上海"},
        ):
            self.owner.write(vals)
            self.assertTrue(record.to_check, vals)
            record.with_user(self.clerk)._review("right")
            self.assertFalse(record.to_check)
        self.owner.phone = "13900000000"
        self.owner.phone = "13900000000"
        self.assertFalse(closed.to_check)
        self._run("ir_cron_review")
        self._run("ir_cron_review")
        kind = self.env.ref("property_archive.mail_activity_type_review")
        activities = record.sudo().activity_ids
        self.assertEqual(activities.activity_type_id, kind)
        self.assertEqual(activities.user_id, self.clerk)
        self.assertEqual(len(activities), 1)
        record.with_user(self.clerk)._review("right")
        self.assertFalse(record.sudo().activity_ids)

    def _queries_of_contacts(self, number):
        partners = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(number)])
        records = (
            self.env["property.archive.record"]
            .with_user(self.clerk)
            .create(
                [
                    {"name": partner.name, "category_id": self.papers.id, "partner_id": partner.id}
                    for partner in partners
                ]
            )
        )
        self._hand_over(records)
        count = self._queries(lambda: partners.write({"phone": "13800000000"}))
        self.assertEqual(set(records.sudo().mapped("to_check")), {True})
        return count

    def test_many_contacts_cost_no_more_than_few(self):
        self._queries_of_contacts(2)
        self.assertEqual(self._queries_of_contacts(40), self._queries_of_contacts(5))


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestAcceptance(UpkeepCase):
    """What the archive takes (A8)."""

    def test_issued_documents_come_on_paper_and_electronic(self):
        self.papers.electronic_required = True
        record = self._draft()
        with self.assertRaisesRegex(UserError, "on paper and electronic"):
            record.action_submit()
        record.medium = "both"
        self._hand_over(record)
        self.assertEqual(record.sudo().state, "filed")
        bare = self._draft(content=None, medium="both")
        with self.assertRaisesRegex(UserError, "on paper and electronic"):
            bare.action_submit()
        self.assertTrue(self.env.ref("property_archive.category_document").electronic_required)

    def test_a_copy_is_taken_where_the_category_allows_it(self):
        record = self._draft()
        record.enclosure_ids.form = "copy"
        with self.assertRaisesRegex(UserError, "Page must be originals"):
            record.action_submit()
        self.papers.originals_only = False
        self._hand_over(record)
        self.assertEqual(record.sudo().state, "filed")

    def test_the_direct_superior_checks_first(self):
        self.papers.superior_checks = True
        self.clerk.employee_id.parent_id = self.engineering_head.employee_id
        record = self._draft()
        with self.assertRaisesRegex(UserError, "direct superior checks .* first"):
            record.action_submit()
        record.action_request_superior()
        self.assertEqual(record.sudo().activity_ids.user_id, self.engineering_head)
        for user in (self.clerk, self.archivist):
            with self.subTest(user.login), self.assertRaisesRegex(UserError, "the superior of"):
                record.with_user(user).action_superior_check()
        record.with_user(self.engineering_head).action_superior_check()
        self.assertFalse(record.sudo().activity_ids)
        # what is changed afterwards is checked anew
        record.with_user(self.clerk).enclosure_ids.page_count = 7
        with self.assertRaisesRegex(UserError, "direct superior checks"):
            record.action_submit()
        record.with_user(self.engineering_head).action_superior_check()
        self._hand_over(record.with_user(self.clerk))
        self.assertRecordValues(
            record.sudo(), [{"state": "filed", "superior_id": self.engineering_head.id}]
        )
        self.assertTrue(self.env.ref("property_archive.category_customer").superior_checks)
