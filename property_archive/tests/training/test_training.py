from freezegun import freeze_time

from odoo.tests import tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestTraining(ArchiveCase):
    """Trainings come round, and who was not trained is seen (001 八 1)."""

    def test_who_was_not_trained_and_when_it_is_due_again(self):
        trainings = self.env["property.archive.training"].with_user(self.head)
        training = trainings.create({"name": "Secrets", "department_ids": self.service.ids})
        self.assertIn("clerk", training.absent_names)
        trainings._remind_due(self.company)
        self.assertEqual(training.activity_ids.user_id, self.head)
        training.action_held()
        self.assertFalse(training.activity_ids)
        employee = self.clerk.employee_id.id
        training.write({"attendee_ids": [(0, 0, {"employee_id": employee})]})
        self.assertNotIn("clerk", training.absent_names.split("、"))
        self.assertEqual(training.absent_names, "service_head")
        self.assertEqual(str(training.date_due), "2025-06-03")
        training.action_all_trained()
        self.assertFalse(training.absent_count)
        self.assertEqual(len(training.attendee_ids), 2)
