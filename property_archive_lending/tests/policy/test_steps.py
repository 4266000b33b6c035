from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestSteps(LendingCase):
    """Either of two roles takes a step, and no choice leaves a step without (D4)."""

    def _row(self, *steps):
        row = self.env["property.archive.loan.policy"].search(
            [
                ("category_id", "=", self.service_files.id),
                ("requester", "=", "employee"),
                ("kind", "=", "borrow"),
            ]
        )
        row.step_ids.unlink()
        row.step_ids = [
            (0, 0, {"sequence": index, "role": role, "other_role": other})
            for index, (role, other) in enumerate(steps)
        ]
        return row

    def test_department_head_or_company_leader(self):
        self.company.archive_leader_ids = self.executive
        row = self._row(("department_head", "company_leader"))
        self.assertRegex(row.steps_text, "^Requester's department head.+A company leader$")
        for user in (self.engineering_head, self.executive, self.manager_of_all):
            line = self._ask_service(self._service_file())
            self.assertEqual(
                line.sudo().approval_ids.approver_ids,
                self.engineering_head | self.executive | self.manager_of_all,
            )
            self._approve(line, user)
            self.assertEqual(line.state, "approved")

    def test_who_is_asked_stands_under_the_own_role(self):
        self.company.archive_leader_ids = self.executive
        self._row(("department_head", "executive"))
        line = self._ask_service(self._service_file())
        status = line.sudo().with_context(lang="en_US").approval_status
        for text in (
            f"{self.engineering_head.name} (Requester's department head)",
            f"{self.executive.name} (Executive in charge)",
        ):
            self.assertIn(text, status)
        self._approve(line, self.executive)
        step = line.sudo().with_context(lang="en_US").approval_ids
        self.assertEqual(step.display_name, "Executive in charge")
        # nobody is asked any more
        self.assertFalse(line.sudo().approval_status)

    def test_next_in_line_decides_in_place_of_the_role(self):
        self._row(("department_head", False))
        line = self._ask_service(self._service_file(), user=self.engineering_head)
        status = line.sudo().with_context(lang="en_US").approval_status
        self.assertEqual(
            status,
            f"{line.sudo().approval_ids.approver_ids.name}"
            " (in place of: Requester's department head)",
        )

    def test_who_alone_can_take_the_second_step_does_not_take_the_first(self):
        # step 1: head or executive, step 2: executive
        self._row(("department_head", "executive"), ("executive", False))
        line = self._ask_service(self._service_file())
        first, second = line.sudo().approval_ids.sorted("sequence")
        self.assertEqual(first.approver_ids, self.engineering_head)
        self.assertEqual(second.approver_ids, self.executive)
        with self.assertRaises(AccessError):
            self._approve(line, self.executive)
        self._approve(line)
        self._approve(line, self.executive)
        self.assertEqual(line.state, "approved")

    def test_every_order_of_deciding_reaches_the_end(self):
        # {head, executive, gm}, {executive, gm}, {gm, executive}
        self._row(
            ("department_head", "company_leader"),
            ("company_leader", False),
            ("general_manager", "executive"),
        )
        self.company.archive_leader_ids = self.executive
        line = self._ask_service(self._service_file())
        for _step in range(3):
            pending = line.sudo().approval_ids.filtered(lambda s: s.state == "pending")
            self._approve(line, pending.approver_ids[0])
        self.assertEqual(line.state, "approved")
        decided = line.sudo().approval_ids.decided_by_id
        self.assertEqual(len(decided), 3)

    def test_it_passes_to_whoever_has_either_role_now(self):
        self.company.archive_office_id = self.clerk
        self._row(("department_head", "office"))
        step = self._ask_service(self._service_file()).sudo().approval_ids
        self.assertEqual(step.approver_ids, self.engineering_head | self.clerk)
        self.company.archive_office_id = self.hr_manager
        step._pass_on(self.engineering_head | self.clerk)
        self.assertEqual(step.approver_ids, self.hr_manager)

    def test_archivists_leave_drafts_of_others_alone(self):
        line = self._ask_service(self._service_file(), submit=False)
        for call in (
            lambda: line.with_user(self.archivist).write({"requested_code": "X"}),
            lambda: line.loan_id.with_user(self.archivist).write({"purpose": "mine"}),
            lambda: line.loan_id.with_user(self.archivist).action_submit(),
            lambda: line.loan_id.with_user(self.archivist).unlink(),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertEqual(line.loan_id.purpose, "repair")
        # what the desk enters for somebody is the desk's own draft
        own = self._ask(
            self.archivist,
            employee_id=self.engineer.employee_id.id,
            kind="borrow",
            lines=[{"requested_record_id": self._service_file().id}],
        )
        self.assertEqual(own.state, "to_approve")
