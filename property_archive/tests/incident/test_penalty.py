import io

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-12 04:00:00")
class TestPenalty(ArchiveCase):
    """The shipped rules, what they propose, and who decides (D11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.decider = cls._create_person("director", "base.group_user")
        cls.company.archive_incident_decider_ids = cls.decider
        cls.company.resource_calendar_id = cls.env.ref("resource.resource_calendar_std")
        jobs = cls.env["hr.job"].create(
            [
                {"name": "销售顾问", "archive_staff": "sales"},
                {"name": "服务顾问", "archive_staff": "service"},
            ]
        )
        cls.sales = cls._create_person("sales", "base.group_user", cls.service)
        cls.advisor = cls._create_person("advisor", "base.group_user", cls.service)
        cls.sales.employee_id.job_id, cls.advisor.employee_id.job_id = jobs
        cls.vehicle = cls.env["property.archive.record"].create(
            {
                "name": "沪A12345",
                "category_id": cls.env.ref("property_archive.category_vehicle").id,
                "partner_id": cls.owner.id,
            }
        )
        cls.number = 0

    def _case(self, kind, user, decide=True, **vals):
        """A reported, and decided, incident that a user answers for."""
        incidents = self.env["property.archive.incident"].with_user(self.head)
        incident = incidents.create(
            {
                "kind": kind,
                "date_occurred": "2024-06-10 04:00:00",
                "report": "What happened.",
                "person_ids": [(0, 0, {"employee_id": user.employee_id.id})],
                **vals,
            }
        )
        incident.action_report()
        if decide:
            incident.with_user(self.decider).action_decide("So it was.")
        self._forget()
        return incident.sudo()

    def _amounts(self, kind, user, **vals):
        incident = self._case(kind, user, **vals)
        return sorted(incident.penalty_ids.mapped("amount_proposed"))

    # -- the shipped amounts, one by one -----------------------------------------------------

    def test_archivist_who_lends_or_shows_without_right_100(self):
        self.assertEqual(self._amounts("unauthorised_lending", self.archivist), [100])
        self.assertEqual(self._amounts("unauthorised_lending", self.engineer), [])

    def test_filed_late_with_loss_100(self):
        self.assertEqual(self._amounts("late_filing", self.clerk, caused_loss=True), [100])
        self.assertEqual(self._amounts("late_filing", self.clerk), [])

    def test_leak_with_complaint_300(self):
        self.assertEqual(self._amounts("leak", self.engineer, caused_complaint=True), [300])
        self.assertEqual(self._amounts("leak", self.engineer), [])

    def test_customer_file_not_updated_20_each_time(self):
        self.assertEqual(self._amounts("not_updated", self.sales), [20])
        self.assertEqual(self._amounts("not_updated", self.sales), [20])

    def test_viewed_without_approval_50(self):
        self.assertEqual(self._amounts("unauthorised_view", self.engineer), [50])

    def test_account_handed_on_50(self):
        self.assertEqual(self._amounts("account_shared", self.engineer), [50])

    def test_vehicle_file_late_50_a_car(self):
        self._clear(self.head)
        vals = {"record_ids": [(6, 0, self.vehicle.ids)], "item_count": 2}
        self.assertEqual(self._amounts("late_filing", self.sales, **vals), [100])
        self.assertEqual(self._amounts("late_filing", self.advisor, **vals), [100])

    def test_contact_not_verified_50_a_car(self):
        self.assertEqual(self._amounts("not_verified", self.advisor, item_count=3), [150])

    def test_incomplete_or_wrong_20_an_item(self):
        self.assertEqual(self._amounts("incomplete", self.advisor, item_count=4), [80])

    def test_signature_missing(self):
        for user, whose, amount in (
            (self.sales, "customer", 20),
            (self.advisor, "customer", 50),
            (self.clerk, "internal", 20),
        ):
            with self.subTest(whose=whose, user=user.login):
                found = self._amounts("missing_signature", user, missing_signature_of=whose)
                self.assertEqual(found, [amount])

    def test_lost_or_damaged_20_an_item_on_top(self):
        self.assertEqual(self._amounts("loss", self.engineer, item_count=2), [40])
        self.assertEqual(self._amounts("damage", self.engineer), [20])
        self.env["property.archive.penalty.rule"].create(
            {"name": "Loss", "kind": "loss", "amount": 200}
        )
        self.assertEqual(self._amounts("loss", self.engineer), [20, 200])

    # -- more than once -----------------------------------------------------------------------

    def test_doubles_from_the_second_case_in_sales(self):
        vals = {"missing_signature_of": "customer"}
        amounts = [self._amounts("missing_signature", self.sales, **vals) for _turn in range(3)]
        self.assertEqual(amounts, [[20], [40], [40]])

    def test_doubles_from_the_third_case_in_service_with_a_share_of_pay(self):
        cases = [self._case("incomplete", self.advisor) for _turn in range(3)]
        self.assertEqual([c.penalty_ids.amount_proposed for c in cases], [20, 20, 40])
        self.assertEqual([c.penalty_ids.share_max for c in cases], [0, 0, 30])
        third = cases[2].penalty_ids.with_user(self.hr_manager)
        self.assertEqual(third.share, 10)
        with self.assertRaisesRegex(UserError, "from 10 to 30"), self.env.cr.savepoint():
            third.write({"share": 40})
        third.write({"share": 25})
        # another month begins anew; what was waived does not count
        other = self._case("incomplete", self.advisor, date_occurred="2024-05-20 04:00:00")
        self.assertEqual(other.penalty_ids.case_number, 1)
        cases[0].penalty_ids.with_user(self.hr_manager).action_refuse("First time.")
        fourth = self._case("incomplete", self.advisor)
        self.assertEqual(fourth.penalty_ids.case_number, 3)

    def test_not_put_right_in_one_working_day_counts_again(self):
        incident = self._case("not_verified", self.advisor)
        incident.with_user(self.head).action_order_fix()
        self.assertEqual(str(incident.date_fix_due), "2024-06-13 15:59:59")
        cron = self.env.ref("property_archive.ir_cron_incident_fix")
        # in time on Thursday; again on Friday; Monday is the next working day
        for day, count in (("13", 1), ("14", 2), ("15", 2), ("17", 2), ("18", 3)):
            with freeze_time(f"2024-06-{day} 04:00:00"), self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self._forget()
            self.assertEqual(len(incident.penalty_ids), count, day)
        self.assertEqual(
            incident.penalty_ids.sorted("turn").mapped("amount_proposed"), [50, 50, 50]
        )
        incident.with_user(self.head).action_fixed()
        with freeze_time("2024-06-28 04:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(incident.turn, 3)

    # -- decided and waived -------------------------------------------------------------------

    def test_settled_penalties_close_the_incident(self):
        incident = self._case("incomplete", self.advisor)
        self.assertEqual(incident.state, "decided")
        penalty = incident.penalty_ids.with_user(self.hr_manager)
        penalty.write({"amount": 15, "measure": "warning"})
        penalty.action_decide()
        self.assertEqual(incident.state, "closed")
        self.assertEqual(penalty.decided_by_id, self.hr_manager)
        with self.assertRaisesRegex(UserError, "possible only while it is “Proposed”"):
            penalty.action_refuse("Too late.")
        with self.assertRaises(AccessError):
            penalty.write({"amount": 0})

    def test_waived_with_a_reason(self):
        penalty = self._case("incomplete", self.advisor).penalty_ids.with_user(self.decider)
        self.assertEqual(penalty.action_refuse()["res_model"], "property.archive.reason.wizard")
        penalty.action_refuse("Told wrongly.")
        self.assertEqual((penalty.state, penalty.amount), ("waived", 0))

    def test_nobody_decides_on_their_own_penalty(self):
        incident = self._case("incomplete", self.hr_manager)
        self._case("incomplete", self.advisor)
        rule = self.env["property.archive.penalty.rule"].search([("kind", "=", "incomplete")])
        self.assertTrue(rule)
        penalty = incident.penalty_ids.with_user(self.hr_manager)
        for call in (
            penalty.action_decide,
            lambda: penalty.action_refuse("Mine."),
            lambda: penalty.write({"amount": 0}),
        ):
            with self.assertRaisesRegex(UserError, "You take part"):
                call()
        own = self._case("incomplete", self.advisor).penalty_ids.with_user(self.advisor)
        self.assertTrue(own.has_access("read"))
        with self.assertRaisesRegex(UserError, "HR, the archive head"):
            own.action_decide()

    def test_seen_by_the_person_hr_head_and_decider(self):
        penalty = self._case("incomplete", self.advisor).penalty_ids
        for user in (self.advisor, self.hr_manager, self.head, self.decider):
            self.assertTrue(penalty.with_user(user).has_access("read"), user.login)
        for user in (self.service_head, self.archivist, self.clerk, self.executive):
            self.assertFalse(penalty.with_user(user).has_access("read"), user.login)

    def test_payroll_list(self):
        penalty = self._case("incomplete", self.advisor).penalty_ids.with_user(self.hr_manager)
        self._case("incomplete", self.sales)
        penalty.action_decide()
        register = self.env["property.archive.register"].with_user(self.hr_manager)
        book = load_workbook(io.BytesIO(register._write_xlsx("penalties")))
        rows = [[cell for cell in row if cell] for row in book.active.iter_rows(values_only=True)]
        found = [row for row in rows if "advisor" in row]
        self.assertEqual(len(found), 1)
        self.assertEqual(found[0][0], "2024-06")
        self.assertIn(20, found[0])
        self.assertFalse([row for row in rows if "sales" in row])
