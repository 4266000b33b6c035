import io

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import SIGNATURE, LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestClauses(LendingCase):
    """Rows that single clauses of the regulations ask for, by their numbers (J3, J14, J24)."""

    def _row(self, category, requesters, kind, level=None):
        category = self.env.ref(f"property_archive.category_{category}")
        rows = self.env["property.archive.loan.policy"]._get_rows(self.company)
        level = level or category.level_id
        return rows._choose_row(category, level, category.scope, set(requesters), kind)

    def test_004_7_1_4_secret_documents_are_closed_in_every_way(self):
        people = (
            {"employee"},
            {"employee", "own_department"},
            {"external"},
            {"external", "parent_company"},
            {"external", "state_body"},
        )
        for level in (self.confidential, self.secret, self.top_secret):
            for requesters in people:
                for kind in ("consult", "borrow", "copy", "excerpt"):
                    row = self._row("document", requesters, kind, level)
                    self.assertFalse(row.allowed, (level.name, requesters, kind))

    def test_001_owner_files_are_not_shown_to_outside_parties(self):
        for requesters in ({"external"}, {"external", "parent_company"}):
            for kind in ("consult", "borrow", "copy", "excerpt"):
                self.assertFalse(self._row("owner", requesters, kind).allowed)

    def test_001_7_4_a_related_person_comes_with_power_of_attorney(self):
        row = self._row("owner", {"external", "proxy"}, "consult")
        self.assertTrue(row.allowed and row.need_proxy and row.need_identity)
        self.assertEqual(row.step_ids.mapped("role"), ["keeping_head"])

    def test_003_12_3_2_minutes_and_party_files_are_borrowed(self):
        self.assertEqual(
            self._row("minutes", {"employee"}, "borrow").step_ids.mapped("role"), ["office"]
        )
        row = self._row("party", {"employee"}, "borrow")
        self.assertEqual(row.step_ids.mapped("role"), ["party_secretary"])

    def test_000_4_customers_and_training_are_borrowed(self):
        for category in ("customer", "training"):
            row = self._row(category, {"employee"}, "borrow")
            self.assertEqual((row.allowed, row.term_number), (True, 7))
            self.assertEqual(row.step_ids[0].role, "department_head")

    def test_every_shipped_category_has_a_row_for_employees(self):
        categories = self.env["property.archive.category"].search(
            [
                (
                    "id",
                    "in",
                    self.env["ir.model.data"]
                    .search(
                        [
                            ("model", "=", "property.archive.category"),
                            ("module", "=", "property_archive"),
                        ]
                    )
                    .mapped("res_id"),
                )
            ]
        )
        rows = self.env["property.archive.loan.policy"]._get_rows(self.company)
        missing = []
        for category in categories.filtered(lambda c: not c.child_ids):
            for kind in ("consult", "borrow", "copy", "excerpt"):
                try:
                    self.assertTrue(
                        rows._choose_row(
                            category, category.level_id, category.scope, {"employee"}, kind
                        )
                    )
                except UserError:
                    missing.append((category.code, kind))
        self.assertFalse(missing)

    def test_party_secretary_is_a_role_of_the_company(self):
        secretary = self._create_person("secretary", "base.group_user")
        self.company.archive_party_secretary_id = secretary
        party = self.env.ref("property_archive.category_party")
        words = {"category_id": party.id, "requested_subject": "2023"}
        line = self._ask(kind="borrow", lines=[words])
        self.assertEqual(line.sudo().approval_ids.approver_ids, secretary)

    def test_j14_a_category_without_a_row_is_told_at_set_up(self):
        shipped = self.env["ir.model.data"].search(
            [
                ("model", "=", "property.archive.category"),
                ("module", "=", "property_archive"),
            ]
        )
        categories = self.env["property.archive.category"].search([])
        lacking = categories.search([("lacks_policy", "=", True)])
        self.assertFalse(lacking & categories.browse(shipped.mapped("res_id")))
        own = categories.create({"name": "Own", "code": "T-NEW"})
        self.assertTrue(
            own.lacks_policy and own in categories.search([("lacks_policy", "=", True)])
        )
        self.assertEqual(own.policy_gap, "Borrow")
        step = self.env["property.archive.guide"]._steps()["policies"]
        self.assertFalse(step["done"])
        self.env["property.archive.loan.policy"].create(
            {"category_id": own.id, "requester": "employee", "kind": "borrow"}
        )
        self._forget()
        self.assertFalse(own.lacks_policy)

    def test_003_14_5_a_week_needs_no_leader_and_longer_does(self):
        row = self._row("custody", {"external", "self"}, "borrow")
        loans = self.env["property.archive.loan"].new
        for wanted, roles, term in (
            ("2024-06-10", ["keeping_head"], (7, "days")),
            ("2024-06-20", ["keeping_head", "executive"], (30, "days")),
            (False, ["keeping_head", "executive"], (30, "days")),
        ):
            line = self.env["property.archive.loan.line"].new(
                {"loan_id": loans({"date_wanted": wanted, "company_id": self.company.id})}
            )
            line.company_id = self.company
            self.assertEqual(line._policy_steps(row).mapped("role"), roles)
            vals = line._policy_vals(row)
            self.assertEqual((vals["term_number"], vals["term_unit"]), term)
        self.assertEqual(row.renewals, 1)

    def test_002_5_4_4_the_archive_department_extends_personnel_loans(self):
        row = self._row("personnel", {"employee"}, "borrow")
        self.assertEqual((row.renewals, row.renewal_role), (1, "archive_head"))
        record = self._service_file()
        self.env.ref("property_archive_lending.policy_service_employee_borrow").write(
            {"renewals": 1, "renewal_role": "archive_head"}
        )
        line = self._lend(record)
        line.with_user(self.engineer).action_ask_renewal()
        waiting = line.sudo().approval_ids.filtered(lambda step: step.state == "pending")
        self.assertEqual(waiting.role, "archive_head")
        line.with_user(self.head).action_approve()
        self.assertEqual(line.sudo().renewals_left, 0)

    def test_002_6_3_2_personnel_files_ask_for_an_undertaking(self):
        for requesters, kind in (
            ({"employee"}, "consult"),
            ({"employee"}, "borrow"),
            ({"external"}, "borrow"),
        ):
            self.assertTrue(self._row("personnel", requesters, kind).need_undertaking)

    def test_004_8_1_2_8_outsiders_show_an_identity_document(self):
        for category in ("document", "custody", "service"):
            row = self._row(category, {"external"}, "consult")
            self.assertTrue(row.need_identity, category)

    def test_002_6_3_2_the_undertaking_is_signed_on_screen(self):
        words = {"category_id": self.owner_files.id, "unit_id": self.unit.id}
        line = self._ask(kind="consult", lines=[words], submit=False)
        loan = line.loan_id
        with self.assertRaises(UserError):
            loan.action_submit()
        with self.assertRaises(AccessError):
            loan.with_user(self.service_head).action_sign(SIGNATURE, loan.signing_text)
        shown = loan.signing_text
        self.company.archive_undertaking_text = "I keep it to myself."
        with self.assertRaises(UserError):
            loan.action_sign(SIGNATURE, shown)
        loan.action_sign(SIGNATURE, loan.signing_text)
        self.company.archive_undertaking_text = "I tell everybody."
        self.env.invalidate_all()
        self.assertEqual(loan.signing_text, "I keep it to myself.")
        self.assertEqual(loan.sudo().signature_ids.text, "I keep it to myself.")
        self.assertTrue(loan.undertaking_signed)
        loan.action_submit()
        self.assertTrue(loan.name)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "property_archive_lending.action_report_undertaking", loan.ids
        )[0]
        self.assertIn("data:image", html.decode())
        self.assertIn("I keep it to myself.", html.decode())

    def test_001_4_2_every_request_says_when_it_is_expected_back(self):
        line = self._ask_service(self._service_file())
        self.assertEqual(str(line.loan_id.date_expected), "2024-06-12")
        wanted = self._ask_service(self._service_file(), date_wanted="2024-06-05")
        self.assertEqual(str(wanted.loan_id.date_expected), "2024-06-05")

    def test_zc_05_b05_has_room_for_signature_and_expected_return(self):
        register = self.env["property.archive.register"]._describe("copies")
        labels = [label for label, _path, _width in register["columns"]]
        self.assertIn("Borrower's Signature", labels)
        self.assertIn("Expected Return", labels)

    def test_003_7_approvers_stand_in_the_workbook_of_the_approval_form(self):
        line = self._ask_service(self._service_file(), kind="consult")
        register = self.env["property.archive.register"]
        content = register._write_xlsx("consult_approval", ids=line.loan_id.ids)
        sheet = load_workbook(io.BytesIO(content)).active
        texts = {cell.value for row in sheet.iter_rows() for cell in row}
        self.assertIn("Approved By", texts)
