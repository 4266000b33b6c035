from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SIGNATURE, LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestKeeper(LendingCase):
    """A department's own archivist lends what the department keeps (J4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.assistant = cls._create_person("assistant", "base.group_user", cls.service)
        cls.keys = cls.env.ref("property_archive.category_key")
        cls.keys.keeping_department_id = cls.service

    def _duty(self, **limits):
        duties = self.env["property.archive.duty"].with_user(self.head)
        duty = duties.create({"user_id": self.assistant.id, **limits})
        self._forget()
        return duty

    def _key(self):
        vals = {"scope": "company", "medium": "object", "unit_id": self.unit.id}
        return self._file(category=self.keys, **vals).sudo()

    def test_service_assistants_lend_keys_and_nothing_else(self):
        """004 §15 b 2, §6 1.2.2: keys are lent by the assistants, not by the archivist."""
        key, paper = self._key(), self._service_file()
        key_line, paper_line = self._ask_service(key), self._ask_service(paper)
        self._approve(paper_line)
        for line in (key_line, paper_line):
            self.assertEqual(line.state, "approved")
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                self._hand_out(line, self.assistant, pages=1)
        self._duty(category_id=self.keys.id)
        self._hand_out(key_line, self.assistant, pages=1)
        self.assertEqual(key.availability, "out")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self._hand_out(paper_line, self.assistant)
        back = {
            "page_count": 1,
            "condition": "good",
            "borrower_signature": SIGNATURE,
            "archivist_signature": SIGNATURE,
            "left": ("power_off", "windows_closed", "door_locked"),
        }
        key_line.with_user(self.assistant).action_take_back(**back)
        self.assertEqual(key.availability, "in")

    def test_the_desk_and_its_counts_show_what_one_keeps(self):
        key, paper = self._ask_service(self._key()), self._ask_service(self._service_file())
        self._approve(paper)
        self._duty(category_id=self.keys.id)
        lines = self.env["property.archive.loan.line"].with_user(self.assistant)
        self.assertEqual(lines.search([]), key)
        overview = self.env["property.archive.overview"].with_user(self.assistant)
        tiles = overview._allowed_tiles()
        self.assertEqual(lines.search_count(tiles["loans_desk"]["domain"]), 1)
        register = self.env["property.archive.register"].with_user(self.assistant)
        found = register.env["property.archive.loan.line"].search(
            register._registers()["loans"]["domain"]
        )
        self.assertLessEqual(found, key)

    def test_words_for_a_category_of_ones_own(self):
        key = self._key()
        line = self._ask(
            kind="borrow", lines=[{"category_id": self.keys.id, "unit_id": self.unit.id}]
        )
        code = self._ask(kind="borrow", lines=[{"requested_code": "DOES-NOT-EXIST"}], submit=False)
        self._duty(category_id=self.keys.id)
        line.with_user(self.assistant).action_resolve(key.id)
        self.assertEqual(line.sudo().record_id, key)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            code.with_user(self.assistant).read(["state"])

    def test_only_what_is_found_in_ones_own_files_answers_words(self):
        paper = self._service_file()
        line = self._ask(
            kind="borrow", lines=[{"category_id": self.keys.id, "unit_id": self.unit.id}]
        )
        self._duty(category_id=self.keys.id)
        with self.assertRaises(UserError):
            line.with_user(self.assistant).action_resolve(paper.id)

    def test_an_ended_duty_leaves_the_desk_at_once(self):
        line = self._ask_service(self._key())
        duty = self._duty(category_id=self.keys.id)
        duty.with_user(self.head).action_end()
        self._forget()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self._hand_out(line, self.assistant, pages=1)

    def test_ones_own_loan_is_served_by_another(self):
        key = self._key()
        self._duty(category_id=self.keys.id)
        line = self._ask_service(key, user=self.assistant)
        with self.assertRaisesRegex(UserError, "another archivist"):
            self._hand_out(line, self.assistant, pages=1)
