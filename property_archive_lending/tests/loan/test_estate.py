from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import LendingCase


@tagged("post_install", "-at_install")
class TestEstate(LendingCase):
    """An estate is not given up while files of it are lent or asked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.garden = cls.env["property.archive.project"].create({"name": "阳光花园"})

    def test_what_is_lent_or_asked_for_is_in_the_way(self):
        lent = self._service_file(project_id=self.garden.id)
        asked = self._service_file(project_id=self.garden.id)
        line = self._ask_service(lent)
        self._approve(line)
        self._hand_out(line)
        self._ask_service(asked)
        transfer = (
            self.env["property.archive.estate.transfer"]
            .with_user(self.head)
            .create({"project_id": self.garden.id})
        )
        transfer.action_list()
        found = {one.record_id.id: one.code for one in transfer.obstacle_ids}
        self.assertEqual(found, {lent.id: "loan", asked.id: "request"})
        for obstacle in transfer.obstacle_ids:
            self.assertEqual(obstacle.action_open()["res_model"], line._name)
        with self.assertRaisesRegex(UserError, "it is on loan"):
            self.garden.with_user(self.head).date_to = self.company._archive_today()
        self.assertFalse(self.garden.date_to)
