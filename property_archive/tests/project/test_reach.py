from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..duty.test_duty import DutyCase


@tagged("post_install", "-at_install")
class TestReach(DutyCase):
    """Archivists of single estates see and serve the files of these, and no others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist, cls.engineer_clerk):
            cls._clear(user)
        cls.garden, cls.tower = cls.env["property.archive.project"].create(
            [{"name": "阳光花园"}, {"name": "Tower"}]
        )

    def _files(self):
        for name, project in (("Garden", self.garden), ("Tower", self.tower), ("Company", None)):
            self._file(name=name, scope="personal", project_id=project.id if project else False)

    def test_one_estate(self):
        self._files()
        self._duty(project_id=self.garden.id)
        self.assertEqual(self._seen(), {"Garden"})
        tower = self.env["property.archive.record"].search([("name", "=", "Tower")])
        with self.assertRaises(AccessError):
            tower.with_user(self.keeper).read(["name"])

    def test_several_estates_add_up_and_end_at_once(self):
        self._files()
        first = self._duty(project_id=self.garden.id)
        self._duty(project_id=self.tower.id)
        self.assertEqual(self._seen(), {"Garden", "Tower"})
        first.action_end()
        self.assertEqual(self._seen(), {"Tower"})

    def test_a_department_in_an_estate(self):
        self._files()
        self._duty(project_id=self.garden.id, department_id=self.engineering.id)
        self.assertFalse(self._seen())
        self._duty(project_id=self.garden.id, department_id=self.service.id)
        self.assertEqual(self._seen(), {"Garden"})

    def test_a_file_that_moves_to_another_estate_goes_out_of_reach(self):
        self.unit.project_id = self.garden
        self.owners.level_id = self.internal
        self._file(
            name="Home",
            scope="personal",
            category=self.owners,
            unit_id=self.unit.id,
            partner_id=self.owner.id,
        )
        self._duty(project_id=self.garden.id)
        self.assertEqual(self._seen(), {"Home"})
        self.unit.project_id = self.tower
        self.assertFalse(self._seen())

    def test_a_duty_is_limited_and_not_given_to_oneself(self):
        with self.assertRaisesRegex(UserError, "limited"):
            self._duty()
        with self.assertRaisesRegex(UserError, "themselves"):
            self._duty(self.head, project_id=self.garden.id)

    def test_a_duty_is_given_once(self):
        self._duty(project_id=self.garden.id)
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self._duty(project_id=self.garden.id)
        self.assertIn("_given_uniq", str(caught.exception))
