from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

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
        self.unit.with_user(self.archivist).project_id = self.tower
        self.assertFalse(self._seen())

    # -- nobody widens their own duty --------------------------------------------------------

    def _home(self):
        self.owners.level_id = self.internal
        return self._file(
            name="Home", category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id
        )

    def test_nobody_moves_files_into_the_estate_they_keep(self):
        self._home()
        # a clerk as well: clerks put units right
        self.keeper.group_ids += self.env.ref("property_archive.group_property_archive_user")
        self._duty(project_id=self.garden.id)
        for vals in ({"project_id": self.garden.id}, {"project": "阳光花园"}):
            with self.assertRaisesRegex(UserError, "by a duty"):
                self.unit.with_user(self.keeper).write(vals)
        self.assertFalse(self._seen())

    def test_an_archivist_moves_what_has_files_and_it_is_told(self):
        record = self._home()
        with self.assertRaisesRegex(UserError, "an archivist of the company"):
            self.unit.with_user(self.clerk).project_id = self.garden
        self.unit.with_user(self.archivist).project_id = self.garden
        log = self.env["property.archive.log"].sudo()
        events = log.search([("action", "=", "estate_changed")])
        places = {(event.res_model, event.res_id) for event in events}
        self.assertIn((record._name, record.id), places)
        self.assertIn((self.garden._name, self.garden.id), places)
        told = self.env["mail.message"].search([], order="id desc", limit=5).partner_ids
        self.assertIn(self.head.partner_id, told)
        # without files it is a register like any other
        empty = self.unit.copy({"room": "9901", "project_id": False})
        empty.with_user(self.clerk).project_id = self.tower

    def test_nobody_puts_a_department_under_the_one_they_keep(self):
        hr = self._create_person("hr_keeper", "hr.group_hr_manager", self.engineering)
        self._duty(hr, department_id=self.service.id)
        with self.assertRaisesRegex(UserError, "by a duty"):
            self.engineering.with_user(hr).parent_id = self.service
        self.engineering.with_user(self.hr_manager).parent_id = self.service

    def test_a_unit_of_another_estate_opens(self):
        record = self._home()
        other = self.unit.copy({"room": "1502", "project_id": self.garden.id})
        amendments = self.env["property.archive.amendment"].with_user(self.clerk)
        amendment = amendments.create(
            {
                "record_id": record.id,
                "reason": "wrong home",
                "value_ids": [(0, 0, {"field_name": "unit_id", "new_res_id": other.id})],
            }
        )
        self.assertTrue(amendment._opens_up())

    def test_the_log_names_the_estate_of_a_duty(self):
        self._duty(project_id=self.garden.id)
        log = self.env["property.archive.log"].sudo()
        event = log.search([("action", "=", "duty_given")], limit=1, order="id desc")
        self.assertIn("阳光花园", event.detail)

    def test_a_duty_is_limited_and_not_given_to_oneself(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(CheckViolation, "_limited"),
            self.env.cr.savepoint(),
        ):
            self._duty()
        with self.assertRaisesRegex(UserError, "themselves"):
            self._duty(self.head, project_id=self.garden.id)

    def test_a_duty_is_given_once(self):
        self._duty(project_id=self.garden.id)
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self._duty(project_id=self.garden.id)
        self.assertIn("_given_uniq", str(caught.exception))
