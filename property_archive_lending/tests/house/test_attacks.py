from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.property_archive.tests.common import SIGNATURE

from ..common import LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestAttacks(LendingCase):
    """What a hostile colleague tries over RPC around loans."""

    def test_no_record_is_learnt_by_trying_ids_on_a_request(self):
        secret = self._owner_file()
        loans = self.env["property.archive.loan"].with_user(self.engineer)
        lines = self.env["property.archive.loan.line"].with_user(self.engineer)
        self._forget()
        for number in (secret.id, 2**30):
            command = [(0, 0, {"requested_record_id": number})]
            for model, values, context in (
                (lines, {"requested_record_id": number}, {}),
                (loans, {"line_ids": command}, {}),
                (lines, {}, {"default_requested_record_id": number}),
                (loans, {}, {"default_line_ids": command}),
            ):
                spec = {"display_name": {}}
                if model == loans:
                    spec.update(summary={}, line_ids={"fields": {"display_name": {}}})
                else:
                    spec["requested_record_id"] = {"fields": {"display_name": {}}}
                with (
                    self.subTest(values=values, context=context),
                    self.assertRaisesRegex(AccessError, "no such document"),
                ):
                    model.with_context(**context).onchange(values, list(values), spec)

    def test_no_request_of_others_is_learnt_by_trying_ids(self):
        # related fields of the request are read as superuser
        line = self._ask_service(self._service_file())
        lines = self.env["property.archive.loan.line"].with_user(self.clerk)
        self._forget()
        spec = {"purpose": {}, "borrower": {}, "destination": {}}
        with self.assertRaisesRegex(AccessError, "no such document"):
            lines.onchange({"loan_id": line.loan_id.id}, ["loan_id"], spec)

    def test_decisions_are_for_who_sees_the_document(self):
        line = self._ask_service(self._service_file())
        steps = self.env["property.archive.approval"]
        domain = [("res_model", "=", line._name), ("res_id", "=", line.id)]
        for user in (self.engineer, self.engineering_head, self.archivist):
            with self.subTest(user=user.login):
                self.assertTrue(steps.with_user(user).search(domain))
                self.assertTrue(line.with_user(user).approval_ids.mapped("role"))
        self.assertFalse(steps.with_user(self.clerk).search(domain))
        with self.assertRaises(AccessError):
            line.sudo().approval_ids.with_user(self.clerk).read(["reason"])

    def test_the_papers_of_a_request_stay(self):
        # D3: an archivist may write on requests, not on what the approvers decided by
        line = self._ask_owner()
        paper = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "property.archive.loan"),
                    ("res_id", "=", line.loan_id.id),
                    ("res_field", "=", "undertaking"),
                ]
            )
        )
        self.assertEqual(len(paper), 1)
        self._forget()
        for user in (self.archivist, self.env.ref("base.user_root")):
            # the archivist has no right to delete on others' requests, the superuser has
            refusal = "submitted" if user == self.env.ref("base.user_root") else "not allowed"
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "submitted"):
                paper.with_user(user).write({"raw": b"another"})
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, refusal):
                paper.with_user(user).unlink()

    def test_a_draft_keeps_its_papers_open(self):
        line = self._ask_owner(submit=False)
        line.loan_id.undertaking = SIGNATURE
        line.loan_id.undertaking = False
        line.loan_id.unlink()
        self.assertFalse(line.exists())

    def test_what_a_destruction_notes_names_no_borrower(self):
        # the list of a destruction is read by witnesses as well
        record = self._lend(self._service_file()).sudo().record_id
        borrower = self.engineer.employee_id.name
        records = record.with_user(self.archivist)
        self.assertIn(borrower, str(records._get_blockers("move")))
        self.assertNotIn(borrower, str(records._get_blockers("destroy")))

    def test_nobody_brings_back_what_they_take_back(self):
        # D5: two sides sign, and two people
        line = self._lend(self._service_file())
        with self.assertRaisesRegex(UserError, "another archivist"):
            self._take_back(line, returned_by=self.archivist.partner_id.id, witness="Somebody")
        self.assertEqual(line.sudo().state, "out")
