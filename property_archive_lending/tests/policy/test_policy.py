from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestPolicy(LendingCase):
    """The lending policy and its shipped rows, by name (D2, D3)."""

    def _pick(self, category, requesters, kind, level=None, scope=None):
        category = self.env.ref(f"property_archive.category_{category}")
        row = (
            self.env["property.archive.loan.policy"]
            ._get_rows(self.company)
            ._choose_row(
                category,
                level or category.level_id,
                scope or category.scope,
                set(requesters),
                kind,
            )
        )
        xmlid = row.get_external_id()[row.id]
        return row, xmlid.removeprefix("property_archive_lending.policy_")

    def _expect(self, case, name, allowed=True, steps=(), term=None, place=None):
        row, xmlid = self._pick(*case)
        self.assertEqual(xmlid, name)
        self.assertEqual(row.allowed, allowed)
        self.assertEqual(tuple(row.step_ids._roles_in_order()), tuple(steps))
        if term:
            self.assertEqual((row.term_number, row.term_unit), term)
        if place:
            self.assertEqual(row.place, place)
        return row

    def test_most_specific_row_wins(self):
        Policy = self.env["property.archive.loan.policy"]
        base = {
            "kind": "borrow",
            "requester": "employee",
            "category_id": self.papers.id,
        }
        general = Policy.create(base)
        level = Policy.create({**base, "level_id": self.internal.id})
        scope = Policy.create({**base, "scope": "company"})
        leader = Policy.create({**base, "requester": "company_leader"})
        own = Policy.create({**base, "company_id": self.company.id})

        def pick(level, scope, requesters):
            return Policy._get_rows(self.company)._choose_row(
                self.papers, level, scope, requesters, "borrow"
            )

        self.assertEqual(pick(self.internal, "company", {"employee"}), level)
        self.assertEqual(pick(self.public, "company", {"employee"}), scope)
        self.assertEqual(pick(self.public, "personal", {"employee", "company_leader"}), leader)
        self.assertEqual(pick(self.public, "personal", {"employee"}), own)
        own.active = False
        self.assertEqual(pick(self.public, "personal", {"employee"}), general)

    def test_equal_rank_is_refused(self):
        row = self.env.ref("property_archive_lending.policy_service_employee_borrow")
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            row.copy()

    def test_equal_rank_switched_off_is_fine(self):
        row = self.env.ref("property_archive_lending.policy_service_employee_borrow")
        self.assertFalse(row.copy({"active": False}).active)

    def test_no_match_names_what_is_missing(self):
        rows = self.env["property.archive.loan.policy"]._get_rows(self.company)
        with self.assertRaisesRegex(UserError, "No lending policy covers.*Borrow"):
            rows._choose_row(self.papers, self.internal, "company", {"employee"}, "borrow")

    def test_customer_service_department(self):
        self._expect(
            ("complaint", {"employee"}, "borrow"),
            "service_department_employee_borrow",
            steps=["department_head"],
            term=(7, "days"),
        )

    def test_property_service_files(self):
        row = self._expect(
            ("service", {"employee"}, "borrow"),
            "service_employee_borrow",
            steps=["department_head"],
            term=(7, "working_days"),
        )
        self.assertEqual(row.renewals, 1)

    def test_owner_files(self):
        row = self._expect(
            ("owner", {"employee"}, "consult"),
            "owner_employee_consult",
            steps=["department_head"],
            place="archive_room",
        )
        self.assertTrue(row.need_undertaking)
        for kind in ("borrow", "copy", "excerpt"):
            self._expect(("owner", {"employee"}, kind), f"owner_employee_{kind}", False)

    def test_owner_material_that_is_lent_is_a_variant(self):
        variant = self.env.ref("property_archive_lending.policy_owner_lending_employee_borrow")
        self.assertFalse(variant.active)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            variant.active = True
            variant.flush_recordset()

    def test_residents(self):
        day = (1, "same_day")
        for kind in ("consult", "borrow"):
            leader = {"employee", "assistant_head", "company_leader"}
            self._expect(("resident", leader, kind), f"resident_leader_{kind}", term=day)
            self._expect(
                ("resident", {"employee", "assistant_head"}, kind),
                f"resident_assistant_{kind}",
                term=day,
            )
            self._expect(
                ("resident", {"employee"}, kind),
                f"resident_employee_{kind}",
                steps=[("department_head", "company_leader")],
                term=day,
            )
            self._expect(("resident", {"external"}, kind), f"resident_external_{kind}", False)
        state = {"external", "state_body"}
        self._expect(
            ("resident", state, "consult"),
            "resident_state_consult",
            steps=["keeping_head"],
        )
        self._expect(("resident", state, "borrow"), "resident_state_borrow", False)

    def test_tenants_and_customers(self):
        self._expect(
            ("tenant", {"employee"}, "consult"),
            "tenant_employee_consult",
            steps=["keeping_head"],
            place="office",
        )
        self._expect(
            ("customer", {"employee"}, "consult"),
            "customer_employee_consult",
            steps=["department_head", "general_manager"],
        )
        for name in ("office", "gm", "company", "department", "personal"):
            row = self.env.ref(f"property_archive_lending.policy_customer_{name}_employee_consult")
            self.assertFalse(row.active)

    def test_customer_tiers_when_switched_on(self):
        for tier, steps in (
            ("company", ["executive"]),
            ("department", ["keeping_head", "executive"]),
            ("personal", ["keeping_head"]),
        ):
            name = f"customer_{tier}_employee_consult"
            self.env.ref(f"property_archive_lending.policy_{name}").active = True
            self._expect(("customer", {"employee"}, "consult", None, tier), name, steps=steps)

    def test_engineering_and_finance(self):
        for category in ("engineering", "finance"):
            for kind in ("borrow", "copy"):
                self._expect(
                    (category, {"employee"}, kind),
                    f"{category}_employee_{kind}",
                    steps=["keeping_head"],
                )

    def test_documents(self):
        self._expect(("document", {"employee"}, "borrow"), "document_employee_borrow", False)
        self._expect(
            ("document", {"employee", "own_department"}, "consult"),
            "document_own_consult",
        )
        row = self._expect(
            ("document", {"external"}, "borrow"),
            "document_external_borrow",
            steps=["executive"],
        )
        self.assertTrue(row.need_letter)

    def test_minutes_and_party(self):
        self._expect(
            ("minutes", {"employee"}, "consult"),
            "minutes_employee_consult",
            steps=["office"],
        )
        self._expect(
            ("party", {"employee"}, "consult"),
            "party_employee_consult",
            steps=["party_secretary"],
        )

    def test_secret_documents(self):
        for level in ("confidential", "secret", "top_secret"):
            case = (
                "document",
                {"employee", "own_department"},
                "consult",
                getattr(self, level),
            )
            self._expect(case, f"document_{level}_employee_consult", False)
            variant = self.env.ref(
                f"property_archive_lending.policy_document_{level}_gm_employee_consult"
            )
            self.assertFalse(variant.active)
            self.assertEqual(variant.step_ids.role, "general_manager")

    def test_tower_archive(self):
        row = self._expect(
            ("government", {"external"}, "consult"),
            "any_external_consult",
            steps=["company_leader"],
        )
        self.assertTrue(row.need_letter and row.need_identity)
        parent = {"external", "parent_company"}
        self._expect(
            ("government", parent, "borrow"),
            "any_parent_borrow",
            steps=["company_leader"],
        )

    def test_personnel(self):
        self._expect(("personnel", {"employee", "self"}, "consult"), "personnel_self_consult")
        self._expect(("personnel", {"employee", "hr"}, "consult"), "personnel_hr_consult")
        self._expect(
            ("personnel", {"employee"}, "consult"),
            "personnel_employee_consult",
            steps=["department_head"],
        )
        self._expect(
            ("personnel", {"employee"}, "borrow"),
            "personnel_employee_borrow",
            steps=["department_head", "archive_head"],
        )
        row = self._expect(
            ("personnel", {"external"}, "borrow"),
            "personnel_external_borrow",
            steps=["general_manager"],
        )
        self.assertTrue(row.need_application)

    def test_custody(self):
        self._expect(
            ("custody", {"external", "self"}, "consult"),
            "custody_self_consult",
            steps=["keeping_head"],
            term=(7, "days"),
            place="archive_room",
        )
        row = self._expect(
            ("custody", {"external", "proxy"}, "consult"),
            "custody_proxy_consult",
            steps=["keeping_head"],
        )
        self.assertTrue(row.need_proxy)
        self._expect(
            ("custody", {"external", "self"}, "borrow"),
            "custody_self_borrow",
            steps=["keeping_head", "executive"],
        )
        self._expect(
            ("custody", {"external"}, "consult"),
            "custody_external_consult",
            steps=["keeping_head"],
        )
        self._expect(("custody", {"external"}, "borrow"), "custody_external_borrow", False)

    def test_copies(self):
        self._expect(
            ("contract", {"employee"}, "copy"),
            "any_employee_copy",
            steps=["company_leader"],
        )
        self._expect(
            ("contract", {"employee"}, "copy", self.secret),
            "any_secret_employee_copy",
            steps=["general_manager"],
        )

    def test_row_without_steps_goes_straight_to_the_desk(self):
        self.company.archive_leader_ids = self.manager_of_all
        resident = self.env.ref("property_archive.category_resident")
        line = self._ask(
            self.manager_of_all,
            kind="consult",
            lines=[{"category_id": resident.id, "unit_id": self.unit.id}],
        )
        self.assertEqual(line.state, "approved")

    def test_simulator(self):
        wizard = self.env["property.archive.simulate.wizard"].with_user(self.archivist)
        case = wizard.create({"category_id": self.service_files.id, "kind": "borrow"})
        self.assertTrue(case.allowed)
        self.assertEqual(case.date_due.isoformat(), "2024-06-12T15:59:59")
        self.assertIn("7 Working days", case.answer)
        case.category_id = self.owner_files
        self.assertFalse(case.allowed)
        case.category_id = self.papers
        self.assertFalse(case.policy_id)
        self.assertIn("No lending policy", case.answer)
