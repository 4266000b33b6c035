from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestState(ArchiveCase):
    """The one check of a state, which every operation of every document asks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)

    def test_a_refusal_names_the_document_its_state_and_what_is_possible(self):
        record = self._file()
        with self.assertRaises(UserError) as refused:
            record._check_state("draft", "submitted")
        text = refused.exception.args[0]
        for part in (record.display_name, "“Filed”", "only while it is “Draft / Submitted”"):
            self.assertIn(part, text)

    def test_a_refusal_names_the_rule_where_there_is_one(self):
        record = self._file()
        with self.assertRaises(UserError) as refused:
            record._check_state("draft", rule="It is never deleted.")
        text = refused.exception.args[0]
        self.assertEqual(text, f"{record.display_name} is “Filed”. It is never deleted.")

    def test_one_in_another_state_stops_all(self):
        records = self._draft() | self._file()
        with self.assertRaisesRegex(UserError, records[1].display_name):
            records._check_state("draft")
        records[0]._check_state("draft")

    def test_nobody_locks_or_learns_of_what_they_do_not_see(self):
        self.papers.level_id = self.secret
        record = self._file()
        with self.assertRaises(AccessError):
            record.with_user(self.engineer)._lock_in_state("draft")
        with self.assertRaisesRegex(UserError, "“Filed”"):
            record._lock_in_state("draft")
