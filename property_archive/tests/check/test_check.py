import io

import openpyxl
from freezegun import freeze_time
from psycopg2 import errors

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import ArchiveCase

_CHECK = "property.archive.check"


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestCheck(ArchiveCase):
    """Stock checks: frozen, counted by scanning, closed with a result each (C3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)
        cls.drawer = cls.env["property.archive.location"].create(
            {"name": "Drawer", "kind": "box", "parent_id": cls.cabinet.id, "barcode": "T-DRW"}
        )

    def _check(self, user=None, **vals):
        vals = {"scope": "place", "location_id": self.cabinet.id, **vals}
        return self.env[_CHECK].with_user(user or self.archivist).create(vals)

    def _started(self, **vals):
        check = self._check(**vals)
        check.action_start()
        self._forget()
        return check

    def _line(self, check, record):
        return check.sudo().line_ids.filtered(lambda line: line.record_id == record)

    def _incidents(self, record):
        return (
            self.env["property.archive.incident"].sudo().search([("record_ids", "in", record.ids)])
        )

    def test_it_is_numbered_in_the_series_of_its_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["ir.sequence"].create(
            {"name": "Own", "code": _CHECK, "prefix": "OWN/", "company_id": other.id}
        )
        place = self.env["property.archive.location"].create(
            {"name": "Hall", "kind": "room", "company_id": other.id}
        )
        vals = {"scope": "place", "location_id": place.id, "company_id": other.id}
        check = self.env[_CHECK].sudo()._create_protected([{**vals, "date_due": "2024-06-03"}])
        self.assertEqual(check.name, "OWN/1")

    # -- starting ---------------------------------------------------------------------------

    def test_what_is_expected_is_frozen(self):
        record, electronic = self._file(), self._draft(medium="electronic")
        self._hand_over(electronic)
        check = self._started()
        later = self._file()
        self.assertEqual(check.line_ids.record_id, record)
        self.assertNotIn(later, check.line_ids.record_id)
        self.assertRecordValues(
            check.line_ids,
            [
                {
                    "expected": True,
                    "expected_location_id": self.cabinet.id,
                    "result": "pending",
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertRegex(check.name, r"^PD/2024/\d{4}$")

    def test_nothing_to_count_is_said(self):
        with self.assertRaisesRegex(UserError, "nothing is to be counted"):
            self._check(location_id=self.drawer.id).action_start()

    def test_a_check_says_what_it_counts(self):
        with self.assertRaisesRegex(ValidationError, "Say what is to be counted"):
            self._check(location_id=False)

    def test_a_check_starts_once(self):
        self._file()
        check = self._started()
        with self.assertRaisesRegex(UserError, "possible only while it is “(Draft|Prepared)”"):
            check.action_start()

    def test_what_a_department_holds(self):
        kept, central = self._file(), self._file()
        self.drawer.department_id = self.service
        kept.with_user(self.archivist).action_move(self.drawer.id)
        check = self._started(scope="department", department_id=self.service.id)
        self.assertEqual(check.line_ids.record_id, kept)
        store = self._started(scope="store")
        self.assertIn(central, store.line_ids.record_id)
        self.assertNotIn(kept, store.line_ids.record_id)

    def test_a_category_with_those_below(self):
        owner = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        self._file()
        self.owners.parent_id = self.papers.copy({"code": "T-UP"})
        check = self._started(scope="category", category_id=self.owners.parent_id.id)
        self.assertEqual(check.sudo().line_ids.record_id.ids, owner.ids)

    def test_an_estate_and_nothing_else(self):
        estate = self.env["property.archive.project"].create({"name": "阳光花园"})
        own, moved = self._file(project_id=estate.id), self._file(project_id=estate.id)
        self._file()
        moved.with_user(self.archivist).action_move(self.rack.id)
        with self.assertRaisesRegex(ValidationError, "what is to be counted"):
            self._started(scope="estate")
        check = self._started(scope="estate", project_id=estate.id)
        self.assertEqual(set(check.sudo().line_ids.record_id.ids), {own.id, moved.id})

    def test_a_clerk_starts_no_check(self):
        self._file()
        with self.assertRaises(AccessError):
            self._check(self.clerk)
        check = self._check(counter_ids=[(4, self.clerk.id)])
        with self.assertRaises(UserError):
            check.with_user(self.clerk).action_start()

    # -- scanning ---------------------------------------------------------------------------

    def test_scanning_gives_each_its_result(self):
        here, wrong, damaged, foreign = (self._file() for _n in range(4))
        foreign.with_user(self.archivist).action_move(self.rack.id)
        check = self._started()
        place = check.action_scan("t-cab")["location_id"]
        self.assertEqual(place, self.cabinet.id)
        self.assertEqual(check.action_scan(here.reference, place)["status"], "success")
        self.assertEqual(check.action_scan(wrong.reference, self.rack.id)["status"], "warning")
        self.assertEqual(check.action_scan(foreign.reference, place)["status"], "warning")
        self.assertEqual(check.action_scan("STRANGER", place)["status"], "danger")
        check.action_scan(damaged.reference, place)
        self._line(check, damaged).with_user(self.archivist).action_damaged()
        results = {line.display_name: line.result for line in check.line_ids}
        self.assertEqual(
            results,
            {
                here.display_name: "found",
                wrong.display_name: "misplaced",
                foreign.display_name: "misplaced",
                damaged.display_name: "damaged",
                "STRANGER": "unknown",
            },
        )
        self.assertEqual(self._line(check, wrong).found_location_id, self.rack)
        self.assertEqual(self._line(check, here).user_id, self.archivist)
        self.assertEqual(check.progress, 100)

    def test_scanned_twice_counts_once(self):
        record = self._file()
        check = self._started()
        check.action_scan(record.reference)
        for code in (record.reference, "STRANGER", "STRANGER"):
            answer = check.with_user(self.archivist2).action_scan(code)
        self.assertIn("already", answer["message"])
        self.assertEqual(len(check.line_ids), 2)
        self.assertEqual(self._line(check, record).user_id, self.archivist)

    def test_a_box_inside_the_scanned_cabinet_is_at_home(self):
        record = self._file()
        record.with_user(self.archivist).action_move(self.drawer.id)
        check = self._started()
        answer = check.action_scan(record.reference, self.cabinet.id)
        self.assertEqual(answer["status"], "success")

    def test_moved_while_counting_is_at_home_in_both_places(self):
        record = self._file()
        check = self._started()
        record.with_user(self.archivist).action_move(self.rack.id)
        self.assertEqual(check.action_scan(record.reference, self.rack.id)["status"], "success")
        self.assertEqual(self._line(check, record).result, "found")

    def test_a_code_that_is_no_code(self):
        self._file()
        check = self._started()
        for code in ("", "  ", "x" * 500):
            self.assertEqual(check.action_scan(code)["status"], "danger")
        self.assertEqual(len(check.line_ids), 1)

    def test_the_clerk_of_a_department_counts(self):
        record = self._file()
        check = self._started(counter_ids=[(4, self.clerk.id)])
        counted = check.with_user(self.clerk)
        self.assertEqual(counted.action_scan(record.reference)["status"], "success")
        counted.line_ids.write({"condition": "worn", "note": "Edge torn"})
        self.assertEqual(self._line(check, record).condition, "worn")
        counted.line_ids.write({"condition": "damaged"})
        self.assertEqual(self._line(check, record).result, "damaged")
        for call in (counted.action_close, counted.action_rest_missing):
            with self.assertRaises(UserError):
                call()

    def test_the_clerk_hears_the_same_of_secret_and_unknown(self):
        self.papers.level_id = self.secret
        secret = self._file()
        secret.with_user(self.archivist).action_move(self.cabinet.id)
        self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        clerk = self._create_person("other_clerk", "property_archive.group_property_archive_user")
        check = self._started(
            scope="category", category_id=self.owners.id, counter_ids=[(4, clerk.id)]
        ).with_user(clerk)
        seen, unknown = check.action_scan(secret.reference), check.action_scan("NOTHING")
        self.assertEqual(seen["status"], "warning")
        self.assertEqual(
            seen["message"].replace(secret.reference, "x"),
            unknown["message"].replace("NOTHING", "x"),
        )
        self.assertNotIn(secret, check.sudo().with_user(clerk).line_ids.record_id)

    def test_nobody_else_counts(self):
        record = self._file()
        check = self._started(counter_ids=[(4, self.clerk.id)])
        for user in (self.engineer, self.service_head):
            with self.assertRaises(AccessError):
                check.with_user(user).action_scan(record.reference)
            self.assertFalse(self.env[_CHECK].with_user(user).search([("id", "=", check.id)]))

    def test_results_are_not_written(self):
        record = self._file()
        check = self._started(counter_ids=[(4, self.clerk.id)])
        line = self._line(check, record)
        for user in (self.clerk, self.archivist, self.head, self.env.user):
            for vals in ({"result": "found"}, {"record_id": 1}, {"user_id": user.id}):
                with self.assertRaises(AccessError):
                    line.with_user(user).write(vals)
        for vals in ({"state": "done"}, {"counter_ids": [(5, 0, 0)]}, {"location_id": 1}):
            with self.assertRaises(AccessError):
                check.write(vals)

    # -- blind ------------------------------------------------------------------------------

    def _blind(self):
        return self._started(
            blind=True, user_id=self.archivist.id, counter_ids=[(4, self.archivist2.id)]
        )

    def test_blind_count_hides_what_is_expected(self):
        self.papers.scope = "department"
        one, two = self._file(), self._file()
        check = self._blind()
        counted = check.with_user(self.archivist2)
        Line = self.env["property.archive.check.line"].with_user(self.archivist2)
        domain = [("check_id", "=", check.id)]
        self.assertFalse(Line.search(domain))
        self.assertFalse(Line.search_count([*domain, ("record_id", "=", one.id)]))
        self.assertFalse(Line._read_group(domain, ["result"], ["__count"]))
        self.assertFalse(counted.line_ids)
        self.assertRecordValues(counted, [{"line_count": 0, "pending_count": 0, "progress": 0}])
        with self.assertRaises(AccessError):
            self._line(check, two).with_user(self.archivist2).read(["record_id"])
        counted.action_scan(one.reference)
        self._forget()
        self.assertEqual(counted.line_ids.record_id, one)
        self.assertEqual(check.pending_count, 1)

    def test_who_counts_blind_neither_ends_nor_closes(self):
        self._file()
        check = self._blind().with_user(self.archivist2)
        for call in (check.action_rest_missing, check.action_close):
            with self.assertRaisesRegex(UserError, "does not close"):
                call()

    def test_missing_stays_hidden_until_closed(self):
        self._file()
        check = self._blind()
        check.action_rest_missing()
        self._forget()
        self.assertFalse(check.with_user(self.archivist2).line_ids)
        check.action_close()
        self._forget()
        self.assertEqual(len(check.with_user(self.archivist2).line_ids), 1)

    def test_only_who_is_named_counts_blind(self):
        record = self._file()
        check = self._blind()
        with self.assertRaisesRegex(UserError, "do not count"):
            check.action_scan(record.reference)

    def test_a_blind_count_wants_two_people(self):
        self._file()
        with self.assertRaisesRegex(UserError, "Name who counts"):
            self._check(blind=True).action_start()
        with self.assertRaisesRegex(UserError, "cannot both count and close"):
            self._check(blind=True, counter_ids=[(4, self.archivist.id)]).action_start()

    # -- closing ----------------------------------------------------------------------------

    def test_closes_only_with_a_result_for_each(self):
        one, two = self._file(), self._file()
        check = self._started()
        check.action_scan(one.reference)
        with self.assertRaisesRegex(UserError, f"1 records wait.*{two.reference}"):
            check.action_close()
        self._line(check, two).with_user(self.archivist).action_missing()
        check.action_close()
        self.assertEqual(check.state, "done")
        self.assertEqual(check.closed_by_id, self.archivist)

    def test_missing_is_missing_everywhere(self):
        record = self._file()
        check = self._started()
        check.action_rest_missing()
        self.assertEqual(record.availability, "in")
        check.action_close()
        self._forget()
        self.assertEqual(record.availability, "missing")
        self.assertFalse(record.current_location_id)
        self.assertIn(record, self.env[record._name].search([("availability", "=", "missing")]))
        for operation in ("lend", "move", "destroy", "transfer"):
            with self.assertRaisesRegex(UserError, "missing since 2024-06-03"):
                record._check_blockers(operation)
        self.assertRecordValues(self._incidents(record), [{"kind": "loss"}])

    def test_a_loss_is_one_incident_however_often_it_is_counted(self):
        record = self._file()
        for _n in range(2):
            check = self._started()
            check.action_rest_missing()
            check.action_close()
        self.assertEqual(len(self._incidents(record)), 1)

    def test_found_again_by_the_next_check(self):
        record = self._file()
        check = self._started()
        check.action_rest_missing()
        check.action_close()
        again = self._started()
        again.action_scan(record.reference)
        again.action_close()
        self._forget()
        self.assertRecordValues(record, [{"availability": "in", "missing_since": False}])
        trace = self.env["property.archive.log"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)], order="id"
        )
        self.assertEqual(trace.mapped("action")[-2:], ["missing", "found_again"])
        self.assertEqual(self._line(check, record).result, "missing")

    def test_found_again_by_an_archivist(self):
        record = self._file()
        record.sudo()._set_missing()
        with self.assertRaisesRegex(UserError, "archivists"):
            record.with_user(self.clerk).action_found()
        record.with_user(self.archivist).action_found()
        self.assertEqual(record.availability, "in")
        with self.assertRaisesRegex(UserError, "Nothing of this is missing"):
            record.with_user(self.archivist).action_found()

    def test_found_before_closing_after_all(self):
        record = self._file()
        check = self._started()
        check.action_rest_missing()
        check.action_scan(record.reference)
        check.action_close()
        self.assertEqual(record.availability, "in")
        self.assertFalse(self._incidents(record))

    def test_what_left_by_the_register_is_no_loss(self):
        record, kept = self._file(), self._file()
        check = self._started()
        record.sudo()._write_protected({"state": "transferred", "location_id": False})
        check.action_rest_missing()
        check.action_close()
        self.assertEqual(self._line(check, record).result, "out")
        self.assertEqual(self._line(check, kept).result, "missing")

    def test_damage_opens_an_incident_and_a_repair(self):
        record = self._file()
        check = self._started(with_condition=True)
        check.action_scan(record.reference)
        line = self._line(check, record).with_user(self.archivist)
        line.write({"note": "Mould"})
        line.action_damaged()
        check.action_close()
        self._forget()
        self.assertEqual(record.condition, "damaged")
        self.assertRecordValues(self._incidents(record), [{"kind": "damage"}])
        repair = self.env["property.archive.repair"].search([("record_id", "=", record.id)])
        self.assertRecordValues(
            repair,
            [{"damage": "Mould", "user_id": self.head.id, "origin": check.name, "state": "todo"}],
        )
        self.assertEqual(repair.activity_ids.user_id, self.head)

    def test_misplaced_is_shown_where_it_lies_and_put_back(self):
        record = self._file()
        check = self._started()
        check.action_scan(record.reference, self.rack.id)
        check.action_close()
        self._forget()
        self.assertEqual(record.current_location_id, self.rack)
        line = self._line(check, record).with_user(self.archivist)
        line.action_put_back()
        self.assertRecordValues(
            record, [{"location_id": self.cabinet.id, "away_location_id": False}]
        )
        with self.assertRaisesRegex(UserError, "not misplaced"):
            line.action_rehome()

    def test_misplaced_has_its_place_there(self):
        record = self._file()
        check = self._started()
        check.action_scan(record.reference, self.rack.id)
        self._line(check, record).with_user(self.archivist).action_rehome()
        check.action_close()
        self._forget()
        self.assertRecordValues(record, [{"location_id": self.rack.id, "away_location_id": False}])

    def test_a_secret_record_is_not_at_home_where_there_is_no_lock(self):
        self.papers.level_id = self.secret
        record = self._file()
        check = self._started()
        check.action_scan(record.reference, self.rack.id)
        with self.assertRaisesRegex(ValidationError, "a place with a lock"):
            self._line(check, record).with_user(self.archivist).action_rehome()
        check.action_close()
        self.assertEqual(record.sudo().away_location_id, self.rack)

    def test_then_to_central_keeping(self):
        record = self._file()
        self.drawer.department_id = self.service
        record.with_user(self.archivist).action_move(self.drawer.id)
        check = self._started(scope="all", to_central=True)
        check.action_scan(record.reference)
        check.action_rest_missing()
        with self.assertRaisesRegex(UserError, "Close the check first"):
            check.action_move_central()
        check.action_close()
        check.central_location_id = self.rack
        check.action_move_central()
        self._forget()
        self.assertEqual(record.location_id, self.rack)
        self.assertTrue(check.moved)
        with self.assertRaises(AccessError):
            check.central_location_id = self.cabinet

    def test_a_clerk_closes_nothing(self):
        record = self._file()
        check = self._started(counter_ids=[(4, self.clerk.id)])
        check.with_user(self.clerk).action_scan(record.reference)
        with self.assertRaises(AccessError):
            check.with_user(self.clerk).action_close()

    def test_the_list_on_paper(self):
        record = self._file()
        check = self._started()
        check.action_scan(record.reference)
        self.assertIn("check.pdf", check.action_print()["params"]["url"])
        register = self.env["property.archive.register"].with_user(self.archivist)
        content = register._write_xlsx("check", ids=check.ids, model=check._name)
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
        for text in (record.reference, "Found", "Cabinet"):
            self.assertIn(text, " ".join(texts))

    # -- nothing is hidden ------------------------------------------------------------------

    def test_a_check_that_began_is_not_deleted(self):
        self._file()
        check = self._started()
        for user in (self.archivist, self.head, self.env.user):
            with self.assertRaises(UserError):
                check.with_user(user).with_context(_force_unlink=True).unlink()
            with self.assertRaises(UserError):
                check.sudo().line_ids.with_user(user).with_context(_force_unlink=True).unlink()
        prepared = self._check()
        prepared.unlink()
        self.assertFalse(prepared.exists())

    def test_a_closed_check_stays_as_it_is(self):
        record = self._file()
        check = self._started()
        check.action_scan(record.reference)
        check.action_close()
        for call in (
            check.action_start,
            check.action_close,
            check.action_rest_missing,
            lambda: check.action_scan(record.reference),
            lambda: check.line_ids.action_found(),
            lambda: check.line_ids.action_damaged(),
            lambda: check.line_ids.write({"note": "x"}),
        ):
            with self.assertRaises(UserError):
                call()

    @mute_logger("odoo.sql_db")
    def test_the_database_keeps_a_record_once(self):
        record = self._file()
        check = self._started()
        with self.assertRaises(errors.UniqueViolation), self.env.cr.savepoint():
            self.env["property.archive.check.line"].sudo()._create_protected(
                [
                    {
                        "check_id": check.id,
                        "company_id": check.company_id.id,
                        "record_id": record.id,
                        "result": "found",
                    }
                ]
            )

    def test_other_companies_see_nothing(self):
        self._file()
        check = self._started()
        other = self.env["res.company"].create({"name": "Other"})
        self.archivist2.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.env[_CHECK].with_user(self.archivist2).search([]))
        with self.assertRaises(AccessError):
            check.with_user(self.archivist2).action_scan("x")

    def test_open_checks_of_a_leaver_go_to_another(self):
        self._file()
        check = self._started(counter_ids=[(4, self.clerk.id)])
        self.env[_CHECK]._reassign(self.archivist, self.archivist2)
        self.env[_CHECK]._reassign(self.clerk, self.engineer)
        self.assertRecordValues(
            check, [{"user_id": self.archivist2.id, "counter_ids": self.engineer.ids}]
        )

    # -- schedules --------------------------------------------------------------------------

    def _run_schedules(self):
        with self.enter_registry_test_mode():
            self.env.ref("property_archive.ir_cron_check_prepare").method_direct_trigger()

    def test_month_end_prepares_the_checks_of_the_departments(self):
        kept = self._file()
        self.drawer.department_id = self.service
        kept.with_user(self.archivist).action_move(self.drawer.id)
        schedule = self.env.ref("property_archive.check_schedule_department")
        domain = [("schedule_id", "=", schedule.id), ("company_id", "=", self.company.id)]
        self._run_schedules()
        self.assertFalse(self.env[_CHECK].search(domain))
        with freeze_time("2024-06-26 04:00:00"):
            self._run_schedules()
            self._run_schedules()
        check = self.env[_CHECK].search(domain)
        self.assertRecordValues(
            check,
            [
                {
                    "department_id": self.service.id,
                    "with_condition": True,
                    "user_id": self.head.id,
                    "state": "draft",
                }
            ],
        )
        self.assertEqual(str(check.date_due), "2024-06-30")
        self.assertEqual(check.activity_ids.user_id, self.head)

    def test_quarter_and_year_end(self):
        schedule = self.env.ref("property_archive.check_schedule_store")
        year = self.env.ref("property_archive.check_schedule_year")
        day = self.company._archive_today()
        self.assertEqual(str(schedule._due_day(day)), "2024-06-30")
        self.assertEqual(str(schedule._due_day(day.replace(month=10))), "2024-12-31")
        self.assertEqual(str(year._due_day(day)), "2024-12-31")
        self.assertTrue(year.to_central)

    def test_schedules_are_set_by_the_head(self):
        schedule = self.env.ref("property_archive.check_schedule_store")
        schedule.with_user(self.head).lead_days = 7
        with self.assertRaises(AccessError):
            schedule.with_user(self.archivist).lead_days = 8
