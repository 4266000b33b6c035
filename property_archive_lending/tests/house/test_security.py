from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestSecurity(LendingCase):
    """A plain user with an RPC client gains nothing."""

    def test_states_and_rules_are_not_written(self):
        draft = self._ask_service(self._service_file(), submit=False)
        values = {
            "state": "approved",
            "policy_id": self.env.ref("property_archive_lending.policy_service_employee_borrow").id,
            "approval_ids": [(5,)],
            "date_due": "2030-01-01",
            "physical": False,
            "refusal_reason": "x",
            "handed_out_by_id": self.engineer.id,
            "term_number": 99,
            "subject": "x",
            "signature_ids": [(5,)],
        }
        for name, value in values.items():
            with self.assertRaises(AccessError, msg=name):
                draft.write({name: value})
            with self.assertRaises(AccessError, msg=name):
                draft.create({"loan_id": draft.loan_id.id, name: value})
        for name in ("state", "name", "user_id"):
            with self.assertRaises(AccessError, msg=name):
                draft.loan_id.write({name: "x"})

    def test_a_title_that_was_open_is_told_no_longer(self):
        record = self._service_file()
        line = self._ask_service(record)
        decider = line.with_user(self.service_head)
        self.assertIn(record.name, decider.decision_title)
        self.assertNotIn(record.name, line.subject)
        amendment = (
            self.env["property.archive.amendment"]
            .with_user(self.clerk)
            .create(
                {
                    "record_id": record.id,
                    "reason": "密级调整",
                    "value_ids": [
                        (0, 0, {"field_name": "level_id", "new_res_id": self.confidential.id})
                    ],
                }
            )
        )
        amendment.action_submit()
        amendment.with_user(self.service_head).action_approve()
        self._forget()
        self.assertEqual(line.subject, f"{record.reference} · {record.category_id.name}")
        self.assertNotIn(record.sudo().name, line.display_name)
        self.assertNotIn(record.sudo().name, decider.decision_title or "")

    def test_default_keys_fill_nothing(self):
        loan = (
            self.env["property.archive.loan"]
            .with_user(self.engineer)
            .with_context(default_name="JY/1", default_user_id=self.clerk.id, default_state="open")
            .create({"purpose": "x"})
        )
        self.assertEqual(loan.user_id, self.engineer)
        self.assertFalse(loan.name)
        line = loan.line_ids.with_context(
            default_state="approved",
            default_physical=True,
            default_date_due="2030-01-01",
        ).create({"loan_id": loan.id, "requested_code": "WY-FW-1"})
        self.assertEqual(line.state, "draft")
        self.assertFalse(line.date_due)

    def test_version_key_chooses_no_other_head(self):
        version = self.clerk.employee_id.sudo().current_version_id
        record = self._service_file()
        loan = self._ask_service(record, submit=False).loan_id
        loan.with_context(version_id=version.id).action_submit()
        self.assertEqual(loan.line_ids.sudo().approval_ids.approver_ids, self.engineering_head)

    def test_record_out_of_sight_cannot_be_named(self):
        record = self._owner_file()
        with self.assertRaises(AccessError) as seen:
            self._ask_service(record, submit=False)
        with self.assertRaises(AccessError) as unknown:
            self._ask(
                kind="borrow",
                submit=False,
                lines=[
                    {
                        "requested_record_id": self.env["property.archive.record"]
                        .sudo()
                        .search([], order="id desc", limit=1)
                        .id
                        + 1000
                    }
                ],
            )
        self.assertEqual(str(seen.exception), str(unknown.exception))
        draft = self._ask_service(self._service_file(), submit=False)
        with self.assertRaises(AccessError):
            draft.requested_record_id = record.id
        with self.assertRaises(AccessError):
            draft.onchange(
                {"requested_record_id": record.id},
                ["requested_record_id"],
                {"requested_record_id": {"fields": {"display_name": {}}}},
            )

    def test_resolved_record_is_not_shown_to_the_requester(self):
        record = self._owner_file()
        line = self._ask_owner()
        self._approve(line)
        line.with_user(self.archivist).action_resolve(record.id)
        self._forget()
        for name in ("record_id", "record_title", "location_id"):
            with self.assertRaises(AccessError):
                line.read([name])
        with self.assertRaises(AccessError):
            line.search([("record_id.name", "ilike", "x")])
        with self.assertRaises(AccessError):
            line._read_group([], ["record_id"])

    def test_who_sees_a_request(self):
        line = self._ask_service(self._service_file())
        Line = self.env["property.archive.loan.line"]
        Loan = self.env["property.archive.loan"]
        for user, sees in (
            (self.engineer, True),
            (self.engineering_head, True),
            (self.archivist, True),
            (self.clerk, False),
            (self.service_head, False),
            (self.hr_manager, False),
        ):
            self._forget()
            found = bool(Line.with_user(user).search([("id", "=", line.id)]))
            self.assertEqual(found, sees, user.login)
            found = bool(Loan.with_user(user).search([("id", "=", line.loan_id.id)]))
            self.assertEqual(found, sees, user.login)
        with self.assertRaises(AccessError):
            line.with_user(self.clerk).action_approve()

    def test_self_approval_by_every_road(self):
        head = self.engineering_head
        record = self._service_file()
        line = self._ask_service(record, head)
        with self.assertRaises(UserError):
            line.action_approve()
        with self.assertRaises(UserError):
            line.with_user(self.clerk).sudo().with_user(head).action_approve()

    def test_second_user_of_the_same_person(self):
        twin = new_test_user(self.env, login="test_twin", groups="base.group_user")
        self.env["hr.employee"].create(
            {
                "name": "twin",
                "user_id": twin.id,
                "company_id": self.company.id,
            }
        ).work_contact_id = self.engineer.partner_id
        self.engineering.manager_id = twin.employee_id
        line = self._ask_service(self._service_file())
        self.assertNotIn(twin, line.sudo().approval_ids.approver_ids)
        with self.assertRaises(UserError):
            line.with_user(twin).action_approve()

    def test_desk_that_asks_for_another_does_not_decide(self):
        self.engineering.manager_id = self.archivist.employee_id
        line = self._ask_service(
            self._service_file(),
            self.archivist,
            employee_id=self.engineer.employee_id.id,
        )
        self.assertNotIn(self.archivist, line.sudo().approval_ids.approver_ids)

    def test_policy_is_not_written_by_employees(self):
        row = self.env.ref("property_archive_lending.policy_owner_employee_borrow")
        for user in (self.engineer, self.archivist):
            with self.assertRaises(AccessError):
                row.with_user(user).allowed = True
            with self.assertRaises(AccessError):
                row.step_ids.with_user(user).create(
                    {"policy_id": row.id, "role": "department_head"}
                )

    def test_approvals_are_not_written(self):
        line = self._ask_service(self._service_file())
        step = line.sudo().approval_ids.with_user(self.engineer)
        with self.assertRaises(AccessError):
            step.write({"approver_ids": [(6, 0, [self.engineer.id])]})
        with self.assertRaises(AccessError):
            step.create({"res_model": line._name, "res_id": line.id, "role": "executive"})

    def test_others_do_not_add_to_a_request(self):
        draft = self._ask_service(self._service_file(), submit=False)
        with self.assertRaises(AccessError):
            draft.with_user(self.clerk).create(
                {"loan_id": draft.loan_id.id, "requested_code": "WY-FW-1"}
            )
        with self.assertRaises(AccessError):
            draft.loan_id.with_user(self.clerk).action_submit()

    def test_nothing_that_happened_is_deleted(self):
        line = self._ask_service(self._service_file())
        with self.assertRaises(UserError):
            line.sudo().with_context(_force_unlink=True).unlink()
        with self.assertRaises(UserError):
            line.loan_id.sudo().with_context(_force_unlink=True).unlink()

    def test_employee_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(UserError):
            self._ask_owner(company_id=other.id)
