from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import SIGNATURE, LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestRequest(LendingCase):
    """Asking and deciding (D1 to D4)."""

    def test_employee_asks_for_a_record_in_sight(self):
        record = self._service_file()
        line = self._ask_service(record)
        self.assertEqual(line.state, "to_approve")
        self.assertEqual(
            line.policy_id,
            self.env.ref("property_archive_lending.policy_service_employee_borrow"),
        )
        self.assertIn("department head", line.policy_reason.lower())
        self.assertRegex(line.loan_id.name, r"^JY/2024/\d{4}$")
        self.assertEqual(line.sudo().approval_ids.approver_ids, self.engineering_head)

    def test_words_in_place_of_a_record(self):
        self._owner_file()
        line = self._ask_owner()
        self.assertEqual(line.state, "to_approve")
        self.assertFalse(line.sudo().record_id)
        self.assertIn(self.unit.display_name, line.subject)

    def test_same_answer_whether_the_record_exists(self):
        record = self._owner_file()
        there = self._ask_owner(
            lines=[{"requested_code": record.reference}],
        )
        missing = self._ask_owner(
            lines=[{"requested_code": record.reference[:-1] + "7"}],
        )
        for name in (
            "state",
            "policy_id",
            "policy_reason",
            "policy_roles",
            "category_id",
        ):
            self.assertEqual(there[name], missing[name], name)
        self.assertEqual(
            there.sudo().approval_ids.approver_ids,
            missing.sudo().approval_ids.approver_ids,
        )
        self.assertFalse((there | missing).sudo().record_id)

    def test_same_refusal_whether_the_record_exists(self):
        record = self._owner_file()
        texts = set()
        for code in (record.reference, record.reference[:-1] + "7"):
            with self.assertRaises(UserError) as caught:
                self._ask_owner(kind="borrow", lines=[{"requested_code": code}])
            texts.add(str(caught.exception).replace(code, "CODE"))
        self.assertEqual(len(texts), 1)

    def test_code_of_no_category(self):
        with self.assertRaisesRegex(UserError, "name the category"):
            self._ask(kind="consult", lines=[{"requested_code": "??-1"}])

    def test_category_alone_is_not_enough(self):
        with self.assertRaisesRegex(UserError, "which unit"):
            self._ask_owner(lines=[{"category_id": self.owner_files.id}])

    def test_papers_are_named_before_it_is_submitted(self):
        self._forget()
        form = Form(self.env["property.archive.loan"].with_user(self.engineer))
        form.kind = "consult"
        form.purpose = "repair"
        self.assertFalse(form.papers_wanted)
        with form.line_ids.new() as line:
            line.category_id = self.owner_files
            line.unit_id = self.unit
        label = form._record._fields["undertaking"]._description_string(form._env)
        self.assertEqual(form.papers_wanted, label)
        form.undertaking = SIGNATURE
        self.assertFalse(form.papers_wanted)

    def test_papers_tell_nothing_of_what_one_does_not_see(self):
        hidden = self._owner_file()
        self._forget()
        loan = self.env["property.archive.loan"].with_user(self.engineer)
        draft = loan.new(
            {"kind": "consult", "line_ids": [(0, 0, {"requested_record_id": hidden.id})]}
        )
        self.assertFalse(draft.papers_wanted)

    def test_undertaking_is_needed(self):
        with self.assertRaisesRegex(UserError, "Signed Undertaking"):
            self._ask_owner(undertaking=False)

    def test_own_request_only(self):
        with self.assertRaises(ValidationError):
            self._ask_owner(employee_id=self.clerk.employee_id.id)
        with self.assertRaises(ValidationError):
            self._ask_owner(employee_id=False, partner_id=self.owner.id, outsider="external")

    def test_the_desk_asks_for_others(self):
        record = self._service_file()
        line = self._ask_service(record, self.archivist, employee_id=self.engineer.employee_id.id)
        self.assertEqual(line.state, "to_approve")
        self.assertEqual(line.sudo().approval_ids.approver_ids, self.engineering_head)

    def test_approver_finds_it_and_decides(self):
        line = self._ask_service(self._service_file())
        mine = self.env["property.archive.loan.line"].with_user(self.engineering_head)
        self.assertEqual(mine.search([("can_approve", "=", True)]).ids, line.ids)
        self.assertTrue(
            line.sudo().activity_ids.filtered(lambda a: a.user_id == self.engineering_head)
        )
        self._approve(line)
        self.assertEqual(line.state, "approved")
        self.assertFalse(mine.search([("can_approve", "=", True)]))
        self.assertFalse(line.sudo().activity_ids)

    def test_refusal_with_a_reason(self):
        line = self._ask_service(self._service_file())
        line.with_user(self.engineering_head).action_refuse("not yours")
        self.assertEqual(line.state, "refused")
        self.assertEqual(line.refusal_reason, "not yours")
        self.assertEqual(line.loan_id.state, "closed")

    def test_refusal_wants_a_reason(self):
        line = self._ask_service(self._service_file())
        action = line.with_user(self.engineering_head).action_refuse()
        self.assertEqual(action["res_model"], "property.archive.reason.wizard")
        self.assertEqual(line.state, "to_approve")

    def test_bulk_approval(self):
        records = [self._service_file() for _index in range(3)]
        lines = self._ask(kind="borrow", lines=[{"requested_record_id": r.id} for r in records])
        lines.with_user(self.engineering_head).action_approve()
        self.assertEqual(set(lines.mapped("state")), {"approved"})

    def test_head_who_asks_is_decided_by_others(self):
        record = self._service_file()
        line = self._ask_service(record, self.engineering_head)
        self.assertNotIn(self.engineering_head, line.sudo().approval_ids.approver_ids)
        with self.assertRaises(UserError):
            line.action_approve()

    def test_nobody_can_decide_is_an_error_at_submit(self):
        self.company.write({"archive_head_id": False, "archive_general_manager_id": False})
        self.engineering.manager_id = False
        with self.assertRaisesRegex(UserError, "nobody can take the step"):
            self._ask_service(self._service_file())

    def test_twice_for_the_same(self):
        record = self._service_file()
        self._ask_service(record)
        with self.assertRaisesRegex(UserError, "asked for twice"):
            self._ask_service(record)

    def test_past_day(self):
        with self.assertRaisesRegex(UserError, "is past"):
            self._ask_service(self._service_file(), date_wanted="2024-06-02")

    def test_overdue_borrows_nothing(self):
        self._lend(self._service_file())
        other = self._service_file()
        with freeze_time("2024-06-20 04:00:00"):
            with self.assertRaisesRegex(UserError, "overdue"):
                self._ask_service(other)

    def test_submitted_is_not_changed(self):
        line = self._ask_service(self._service_file())
        with self.assertRaises(UserError):
            line.loan_id.purpose = "other"
        with self.assertRaises(UserError):
            line.create({"loan_id": line.loan_id.id, "requested_code": "WY-FW-1"})
        with self.assertRaises(UserError):
            line.loan_id.unlink()

    def test_cancel(self):
        line = self._ask_service(self._service_file())
        line.loan_id.action_cancel()
        self.assertEqual(line.state, "cancelled")
        self.assertFalse(line.sudo().activity_ids)
        with self.assertRaises(UserError):
            line.with_user(self.engineering_head).action_approve()

    def test_papers_are_with_the_request(self):
        line = self._ask_owner()
        self.assertEqual(line.loan_id.undertaking.decode(), SIGNATURE)
