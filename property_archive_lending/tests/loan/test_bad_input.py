from contextlib import contextmanager

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import SIGNATURE, LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestBadInput(LendingCase):
    """What cannot be lent says why, and nothing is changed."""

    @contextmanager
    def _refused(self, text, *lines, error=UserError):
        """The call fails with a text that says why; loans, rights and logs stay the same."""
        line = self.env["property.archive.loan.line"].union(*lines).sudo()
        facts = ("state", "date_out", "date_returned", "grant_id", "signature_ids")
        before = line.read(facts)
        count = self.env["property.archive.loan.line"].search_count([])
        logged = self.env["property.archive.log"].search_count([])
        with self.assertRaisesRegex(error, text), self.env.cr.savepoint():
            yield
        self._forget()
        self.assertEqual(line.read(facts), before)
        self.assertEqual(self.env["property.archive.loan.line"].search_count([]), count)
        self.assertEqual(self.env["property.archive.log"].search_count([]), logged)

    def test_for_somebody_who_has_left(self):
        record = self._service_file()
        leaver = self.engineer.employee_id
        leaver.with_context(no_wizard=True).action_archive()
        with self._refused("has left and borrows nothing"):
            self._ask_service(record, user=self.archivist, employee_id=leaver.id)

    def test_for_somebody_who_left_since_it_was_approved(self):
        line = self._ask_service(self._service_file())
        self._approve(line)
        self.engineer.employee_id.with_context(no_wizard=True).action_archive()
        # whoever leaves takes their open requests with them
        self.assertEqual(line.state, "cancelled")
        with self._refused("only while it is", line):
            self._hand_out(line)

    def test_for_an_outside_party_without_documents(self):
        police = self.env["res.partner"].create({"name": "派出所"})
        resident = self.env.ref("property_archive.category_resident")
        vals = {
            "employee_id": False,
            "partner_id": police.id,
            "outsider": "state_body",
            "kind": "consult",
            "lines": [{"category_id": resident.id, "unit_id": self.unit.id}],
        }
        with self._refused("asks for: Letter of Introduction.+Identity Document"):
            self._ask(self.archivist, **vals)
        with self._refused("asks for: Identity Document"):
            self._ask(self.archivist, letter=SIGNATURE, **vals)

    def test_a_record_that_is_missing(self):
        record = self._service_file()
        line = self._ask_service(record)
        self._approve(line)
        incident = self.env["property.archive.incident"]._open_once("loss", "t,1", records=record)
        with self._refused(f"incident {incident.name} is not decided", line):
            self._hand_out(line)
        incident._write_protected({"state": "closed"})
        record._set_missing()
        with self._refused("it is missing", line):
            self._hand_out(line)
        with self._refused("it is missing"):
            self._ask_service(record, user=self.clerk)

    def test_a_record_that_is_destroyed_or_sealed(self):
        record = self._service_file()
        line = self._ask_service(record)
        self._approve(line)
        for state, text in (("sealed", "it is sealed"), ("destroyed", "Destroyed")):
            record._write_protected({"state": state})
            with self._refused(text, line):
                self._hand_out(line)
            with self._refused(text):
                self._ask_service(record, user=self.clerk)

    def test_a_record_kept_for_somebody_else(self):
        record = self._service_file()
        line = self._lend(record)
        waiting = self._ask_service(record, user=self.clerk)
        self._approve(waiting, self.service_head)
        early = self._ask_service(record, user=self.service_head)
        early.sudo()._write_protected({"state": "approved"})
        self._take_back(line)
        with self._refused("is kept until", early):
            self._hand_out(early)

    def test_a_record_that_is_out(self):
        record = self._service_file()
        line = self._lend(record)
        other = self._ask_service(record, user=self.clerk)
        other.sudo()._write_protected({"state": "approved"})
        with self._refused("it is on loan", line, other):
            self._hand_out(other)

    def test_a_day_before_today(self):
        with self._refused("the day it is needed until is past"):
            self._ask_service(self._service_file(), date_wanted="2024-06-02")

    def test_a_loop_in_the_classification_or_the_rows(self):
        category = self.service_files
        with self._refused("[Rr]ecursi|cycle|itself", error=UserError):
            category.parent_id = self.env["property.archive.category"].create(
                {
                    "name": "Below",
                    "code": "T-BELOW",
                    "parent_id": category.id,
                    "level_id": self.internal.id,
                    "scope": "company",
                }
            )

    def test_a_rule_whose_every_step_is_the_borrower(self):
        self.company.write(
            {
                "archive_head_id": False,
                "archive_general_manager_id": False,
                "archive_leader_ids": [(5,)],
            }
        )
        self.engineering.manager_id = self.engineer.employee_id
        self.engineer.employee_id.parent_id = False
        with self._refused("nobody can take the step"):
            self._ask_service(self._service_file())

    def test_ones_own_request_by_every_road(self):
        second = new_test_user(self.env, login="test_head_two", groups="base.group_user")
        second.partner_id = self.engineering_head.partner_id
        line = self._ask_service(self._service_file(), user=self.engineering_head)
        self.env["property.archive.delegation"].with_user(self.engineer).create(
            {
                "user_id": self.engineer.id,
                "delegate_id": self.engineering_head.id,
                "date_start": "2024-06-01",
                "date_end": "2024-06-30",
            }
        )
        pending = line.sudo().approval_ids
        pending._write_protected(
            {"approver_ids": [(6, 0, (self.engineering_head | second | self.engineer).ids)]}
        )
        archivist_too = self.env.ref("property_archive.group_property_archive_manager")
        self.engineering_head.group_ids |= archivist_too
        for user in (self.engineering_head, second):
            with self._refused("take part in", line):
                line.with_user(user).action_approve()
            with self._refused("take part in", line):
                line.with_user(user).action_refuse("Mine.")
        pending._write_protected({"approver_ids": [(6, 0, self.engineer.ids)]})
        with self._refused("take part in", line):
            line.with_user(self.engineering_head).action_approve()

    def test_returning_what_was_not_lent(self):
        line = self._ask_service(self._service_file())
        with self._refused("only while it is", line):
            self._take_back(line)
        self._approve(line)
        with self._refused("only while it is", line):
            self._take_back(line)
        self._hand_out(line)
        self._take_back(line)
        with self._refused("only while it is", line):
            self._take_back(line)
        with self._refused(".", line, error=UserError):
            line.with_user(self.engineer).action_take_back(12, "good", SIGNATURE, SIGNATURE)
