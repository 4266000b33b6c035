from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestAppraisal(RetentionCase):
    """The panel gives each line an opinion (E2)."""

    def _proposed(self):
        self.record = self._filed()
        model = self.env["property.archive.destruction"].with_user(self.archivist)
        action = model.action_propose_due()
        batch = model.search(action["domain"])
        self._forget()
        return batch

    def test_the_head_of_the_department_is_on_the_panel_and_is_asked(self):
        batch = self._proposed()
        self.assertEqual(batch.panel_ids, self.service_head)
        self.assertEqual(batch.sudo().activity_ids.user_id, self.service_head)
        batch.action_opinion_destroy()
        batch.with_user(self.archivist2).action_appraised()
        self.assertFalse(batch.sudo().activity_ids)

    def test_who_joins_the_panel_is_asked_once(self):
        batch = self._proposed()
        for _again in range(2):
            batch.panel_ids |= self.engineer
        asked = batch.sudo().activity_ids.user_id
        self.assertEqual(asked, self.service_head | self.engineer)
        self.assertEqual(len(batch.sudo().activity_ids), 2)

    def test_a_member_gives_an_opinion_without_being_an_archivist(self):
        batch = self._proposed()
        lines = self.env["property.archive.destruction.line"].with_user(self.service_head)
        action = self.env.ref(
            "property_archive_retention.property_archive_destruction_line_action_appraise"
        )
        line = lines.search(
            [("destruction_id.state", "=", "appraisal"), ("state", "=", "proposed")]
        )
        self.assertIn("destruction_id.state", action.domain)
        self.assertEqual(line.record_id, self.record)
        line.write({"opinion": "keep", "keep_years": 2, "opinion_reason": "Dispute"})
        self.assertEqual(line.opinion_by_id, self.service_head)
        self.assertEqual(batch.line_ids.opinion, "keep")

    def test_nobody_appraises_alone_what_they_propose(self):
        batch = self._proposed()
        batch.action_opinion_destroy()
        with self.assertRaisesRegex(UserError, "second person"):
            batch.action_appraised()
        batch.line_ids.with_user(self.service_head).write({"opinion_reason": "Seen"})
        batch.line_ids.with_user(self.service_head).opinion = "destroy"
        batch.action_appraised()
        self.assertEqual(batch.state, "draft")

    def test_nobody_else_gives_one(self):
        batch = self._proposed()
        batch.executor_id = self.archivist2
        batch.supervisor_ids = self.auditor.partner_id
        line = batch.line_ids.with_user(self.auditor)
        self.assertTrue(line.has_access("read"))
        with self.assertRaisesRegex(AccessError, "appraisal panel"):
            line.opinion = "destroy"
        with self.assertRaises(AccessError):
            batch.line_ids.with_user(self.clerk).opinion = "destroy"

    def test_a_member_changes_nothing_else(self):
        batch = self._proposed()
        line = batch.line_ids.with_user(self.service_head)
        for vals in ({"state": "kept"}, {"blocker_note": "Mine"}, {"record_id": 1}):
            with self.assertRaises(AccessError):
                line.write(vals)
        with self.assertRaises(AccessError):
            batch.with_user(self.service_head).panel_ids = self.clerk
        batch.action_opinion_destroy()
        batch.with_user(self.archivist2).action_appraised()
        with self.assertRaises(AccessError):
            line.opinion = "permanent"
