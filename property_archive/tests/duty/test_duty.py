from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date, Domain
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import SIGNATURE, ArchiveCase

KEEPER = "property_archive.group_property_archive_keeper"


class DutyCase(ArchiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls._create_person("keeper", "base.group_user", cls.service)
        cls._clear(cls.keeper, cls.confidential)
        cls.minutes = cls.env["property.archive.category"].create(
            {"name": "Minutes of the tests", "code": "T-MIN", "level_id": cls.internal.id}
        )
        cls.engineer_clerk = cls._create_person(
            "engineer_clerk", "property_archive.group_property_archive_user", cls.engineering
        )

    @classmethod
    def _duty(cls, user=None, **limits):
        duty = cls.env["property.archive.duty"].with_user(cls.head)
        duty = duty.create({"user_id": (user or cls.keeper).id, **limits})
        cls.env.invalidate_all()
        cls.env["property.archive.access"]._forget()
        return duty

    def _seen(self, user=None):
        """Titles in the register that an archivist works on."""
        self._forget()
        records = self.env["property.archive.record"].with_user(user or self.keeper)
        return set(records.search([("kept", "=", True)]).mapped("name"))


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestDuty(DutyCase):
    """A department's clerk keeps the department's files, and no others (J4)."""

    def _two_departments(self):
        mine = self._draft(name="Of the service", scope="personal")
        theirs = self._draft(self.engineer_clerk, name="Of engineering", scope="personal")
        return mine, theirs

    def test_one_sees_the_register_of_ones_department_only(self):
        """000 1.2.5, 001 住户 五: not every department's register, finance included."""
        mine, theirs = self._two_departments()
        self._hand_over(mine)
        self._hand_over(theirs)
        self.assertFalse(self._seen())
        self._duty(department_id=self.service.id)
        self.assertEqual(self._seen(), {"Of the service"})
        mine.with_user(self.keeper).check_access("write")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            theirs.with_user(self.keeper).read(["name"])

    def test_a_duty_is_limited_and_ends_after_it_starts_whatever_is_by_default(self):
        for vals in (
            {},
            {"department_id": self.service.id, "date_end": "2024-06-02"},
            {
                "department_id": self.service.id,
                "date_start": "2024-06-03",
                "date_end": "2024-06-02",
            },
        ):
            with (
                self.subTest(vals=vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self._duty(**vals)

    def test_a_department_takes_in_those_below_it(self):
        below = self.env["hr.department"].create({"name": "班组", "parent_id": self.service.id})
        record = self._file(name="Below", scope="personal")
        record.sudo()._write_protected({"department_id": below.id})
        self._duty(department_id=self.service.id)
        self.assertEqual(self._seen(), {"Below"})

    def test_a_category_of_all_departments(self):
        """000 2.2: the GM's secretary keeps some categories, whoever hands them in."""
        self._hand_over(self._draft(self.engineer_clerk, self.minutes, name="Minutes"))
        self._file(name="Service")
        self._duty(category_id=self.minutes.id)
        self.assertEqual(self._seen(), {"Minutes"})

    def test_a_category_in_a_department_and_two_duties_add_up(self):
        self._hand_over(self._draft(self.engineer_clerk, self.minutes, name="M engineering"))
        self._file(category=self.minutes, name="M service")
        self._file(name="Papers of the service")
        self._duty(category_id=self.minutes.id, department_id=self.service.id)
        self.assertEqual(self._seen(), {"M service"})
        self._duty(category_id=self.papers.id)
        self.assertEqual(self._seen(), {"M service", "Papers of the service"})

    def test_no_further_than_the_clearance(self):
        self._file(name="Secret", level_id=self.secret.id)
        self._file(name="Confidential", level_id=self.confidential.id)
        self._duty(department_id=self.service.id)
        self.assertEqual(self._seen(), {"Confidential"})

    def test_one_receives_signs_and_places_what_one_keeps(self):
        self._duty(department_id=self.service.id)
        mine, theirs = self._two_departments()
        handover = self._hand_over(mine, self.keeper)
        self.assertEqual(handover.state, "done")
        self.assertEqual(mine.state, "filed")
        mine.with_user(self.keeper).action_move(self.rack.id)
        self.assertEqual(mine.sudo().location_id, self.rack)
        other = self.env["property.archive.handover"].browse(theirs.action_submit()["res_id"])
        other.with_user(self.engineer_clerk).action_sign(SIGNATURE)
        self._forget()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            other.with_user(self.keeper).read(["name"])
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            other.with_user(self.keeper).line_ids.action_accept()

    def test_a_list_that_is_not_wholly_ones_own_is_not_received(self):
        self._duty(department_id=self.service.id)
        mine, other = self._draft(name="A"), self._draft(name="B")
        other.sudo()._write_protected({"department_id": self.engineering.id})
        records = mine | other
        handover = self.env["property.archive.handover"].browse(records.action_submit()["res_id"])
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        self._forget()
        self.assertFalse(handover.sudo().with_user(self.keeper).sudo().kept)
        self.assertFalse(
            self.env["property.archive.handover"]
            .with_user(self.keeper)
            .search([("id", "=", handover.id)])
        )

    def test_what_is_seen_by_scope_is_not_worked_on(self):
        """A colleague's company-wide file is read like everybody reads it, and not moved."""
        theirs = self._draft(self.engineer_clerk, name="For all", scope="company")
        self._hand_over(theirs)
        self._duty(department_id=self.service.id)
        seen = theirs.with_user(self.keeper)
        seen.check_access("read")
        self.assertFalse(seen.kept)
        with self.assertRaises(UserError):
            seen.action_move(self.rack.id)
        with self.assertRaises(UserError):
            seen.write({"note": "mine"})

    def test_the_overview_counts_only_that(self):
        self._duty(department_id=self.service.id)
        mine, theirs = self._two_departments()
        for record in (mine, theirs):
            handover = self.env["property.archive.handover"].browse(
                record.action_submit()["res_id"]
            )
            handover.with_user(record.env.user).action_sign(SIGNATURE)
        self._forget()
        overview = self.env["property.archive.overview"]
        tile = overview.with_user(self.keeper)._allowed_tiles()["handover_sign"]
        handovers = self.env["property.archive.handover"].with_user(self.keeper)
        self.assertEqual(handovers.search_count(tile["domain"]), 1)
        tile = overview.with_user(self.archivist)._allowed_tiles()["handover_sign"]
        self.assertEqual(handovers.with_user(self.archivist).search_count(tile["domain"]), 2)

    def test_registers_labels_and_counts_are_of_what_one_keeps(self):
        mine, theirs = self._two_departments()
        self._hand_over(mine)
        self._hand_over(theirs)
        self._duty(department_id=self.service.id)
        labels = self.env["property.archive.label.wizard"].with_user(self.keeper)
        labels = labels.with_context(
            active_model="property.archive.record", active_ids=(mine | theirs).ids
        )
        self.assertEqual(labels.create({})._documents(), mine)
        checks = self.env["property.archive.check"].with_user(self.keeper)
        check = checks.create({"scope": "all"})
        with self.assertRaises(UserError):
            check.action_start()
        check = checks.create({"scope": "place", "location_id": self.cabinet.id})
        with self.assertRaises(UserError):
            check.action_start()
        mine.with_user(self.keeper).action_move(self.rack.id)
        check = checks.create({"scope": "place", "location_id": self.rack.id})
        check.action_start()
        check.action_scan(mine.reference, self.rack.id)
        check.action_scan(theirs.sudo().reference, self.rack.id)
        check.action_scan("NOTHING-1", self.rack.id)
        self.assertIn(theirs, check.sudo().line_ids.record_id)
        lines = check.line_ids.search([("check_id", "=", check.id)])
        self.assertNotIn(theirs, lines.sudo().record_id)
        self.assertEqual(lines.filtered("code").code, "NOTHING-1")
        # nor where somebody opened the record rules, which are rows that can be edited
        self.env.cr.execute(
            "UPDATE ir_rule SET domain_force = '[(1, ''='', 1)]' WHERE model_id = %s",
            [self.env["ir.model"]._get_id(lines._name)],
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        lines = check.line_ids.search([("check_id", "=", check.id)])
        self.assertNotIn(theirs, lines.sudo().record_id)
        hidden = self.env[lines._name].search(
            [("check_id", "=", check.id), ("record_id", "=", theirs.id)]
        )
        self.assertTrue(hidden)
        with self.assertRaises(AccessError):
            hidden.with_user(self.keeper).read(["result"])
        check.action_close()
        self.assertEqual(check.state, "done")

    # -- given, ended, told -----------------------------------------------------------------------

    def test_it_ends_at_once_in_an_open_session(self):
        self._file(name="Mine", scope="personal")
        duty = self._duty(department_id=self.service.id)
        self.assertEqual(self._seen(), {"Mine"})
        records = self.env["property.archive.record"].with_user(self.keeper)
        self.assertTrue(records.search_count([("name", "=", "Mine")]))
        duty.with_user(self.executive).action_end()
        self.assertFalse(records.search_count([("name", "=", "Mine")]))
        self.assertFalse(self.keeper.has_group(KEEPER))

    def test_it_ends_by_its_day(self):
        self._file(name="Mine", scope="personal")
        self._duty(department_id=self.service.id, date_end="2024-06-03")
        self.assertEqual(self._seen(), {"Mine"})
        with freeze_time("2024-06-03 16:00:00"):  # midnight in Shanghai
            self.assertFalse(self._seen())

    def test_the_group_alone_opens_nothing(self):
        self._file(name="Mine", scope="personal")
        self.keeper.write({"group_ids": [(4, self.env.ref(KEEPER).id)]})
        self.assertFalse(self._seen())

    def test_the_duty_without_the_group_opens_nothing(self):
        self._file(name="Mine", scope="personal")
        self._duty(department_id=self.service.id)
        self.keeper.write({"group_ids": [(3, self.env.ref(KEEPER).id)]})
        self.assertFalse(self._seen())

    def test_nobody_gives_one_to_themselves(self):
        duties = self.env["property.archive.duty"]
        for user in (self.head, self.executive):
            with self.assertRaises(UserError):
                duties.with_user(user).create(
                    {"user_id": user.id, "department_id": self.service.id}
                )
        for user in (self.keeper, self.archivist, self.service_head, self.hr_manager):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                duties.with_user(user).create(
                    {"user_id": self.keeper.id, "department_id": self.service.id}
                )

    def test_an_administrator_gives_none(self):
        admin = new_test_user(
            self.env, login="duty_admin", groups="base.group_system,base.group_erp_manager"
        )
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            self.env["property.archive.duty"].with_user(admin).create(
                {"user_id": admin.id, "department_id": self.service.id}
            )
        with self.assertRaises(UserError):
            self.env["property.archive.duty"].with_user(admin).sudo().create(
                {"user_id": admin.id, "department_id": self.service.id}
            )

    def test_it_is_never_changed_or_deleted(self):
        duty = self._duty(department_id=self.service.id)
        for vals in ({"department_id": self.engineering.id}, {"date_end": False}):
            with self.assertRaises(AccessError):
                duty.with_user(self.head).write(vals)
        with self.assertRaises(UserError):
            duty.sudo().unlink()

    def test_it_is_logged_and_told(self):
        duty = self._duty(department_id=self.service.id)
        rows = self.env["property.archive.log"].sudo().search([("res_model", "=", duty._name)])
        self.assertIn("duty_given", rows.mapped("action"))
        told = self.env["mail.message"].sudo().search([("model", "=", duty._name)])
        self.assertIn(self.keeper.partner_id, told.partner_ids)
        watchers = (
            self.env["mail.message"]
            .sudo()
            .search([("partner_ids", "in", self.executive.partner_id.ids)], limit=1)
        )
        self.assertTrue(watchers)

    def test_it_ends_with_the_work(self):
        duty = self._duty(department_id=self.service.id)
        self.keeper.sudo()._archive_end_rights()
        self.assertEqual(duty.state, "ended")

    def test_its_history_stays(self):
        duty = self._duty(category_id=self.minutes.id)
        duty.with_user(self.head).action_end()
        self.assertTrue(duty.date_ended)
        again = self._duty(category_id=self.minutes.id)
        self.assertNotEqual(again, duty)

    def test_the_rights_of_others_cost_no_query_more(self):
        records = self.env["property.archive.record"]

        def count(user):
            return self._queries(lambda: records.with_user(user).search_count([]))

        self._duty(department_id=self.service.id)
        count(self.clerk), count(self.archivist)
        before = count(self.clerk), count(self.archivist)
        for category in (self.minutes, self.papers, self.owners):
            self._duty(category_id=category.id)
        count(self.clerk), count(self.archivist)
        self.assertEqual((count(self.clerk), count(self.archivist)), before)

    def test_any_number_of_records_costs_as_much(self):
        self._duty(department_id=self.service.id)
        records = self.env["property.archive.record"].with_user(self.keeper)
        domain = Domain("date_filed", ">=", Date.from_string("2020-01-01"))
        self._file(name="One")
        self._queries(lambda: records.search(domain).mapped("kept"))
        one = self._queries(lambda: records.search(domain).mapped("kept"))
        for number in range(5):
            self._file(name=f"{number}")
        self.assertEqual(self._queries(lambda: records.search(domain).mapped("kept")), one)
