from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import errors

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import ArchiveCase

_READING = "property.archive.reading"
_PROTECTION = "property.archive.protection"
_ENTRY = "property.archive.entry"


class CareCase(ArchiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.room = cls.env["property.archive.location"].create(
            {
                "name": "Store",
                "kind": "room",
                "climate_profile_id": cls.env.ref("property_archive.climate_profile_standard").id,
            }
        )
        cls.cabinet.parent_id = cls.room

    def _read(self, temperature, humidity, user=None, minutes=0, place=None):
        return (
            self.env[_READING]
            .with_user(user or self.archivist)
            .create(
                {
                    "location_id": (place or self.room).id,
                    "temperature": temperature,
                    "humidity": humidity,
                    "date": fields.Datetime.now()
                    - timedelta(hours=12)
                    + timedelta(minutes=minutes),
                }
            )
        )

    def _alarms(self):
        return self.room.activity_ids.filtered(
            lambda a: a.activity_type_id
            == self.env.ref("property_archive.mail_activity_type_climate")
        )


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestClimate(CareCase):
    """Readings, their range and the alarm (C4)."""

    def test_the_two_profiles(self):
        for name, low in (("standard", 45), ("wide", 40)):
            profile = self.env.ref(f"property_archive.climate_profile_{name}")
            self.assertRecordValues(
                profile,
                [
                    {
                        "temperature_min": 14,
                        "temperature_max": 24,
                        "humidity_min": low,
                        "humidity_max": 60,
                    }
                ],
            )
            self.assertTrue(profile._holds(14, low) and profile._holds(24, 60))
            self.assertFalse(profile._holds(24.1, 50) or profile._holds(20, low - 0.1))

    def test_out_of_range_warns_once_and_ends_by_itself(self):
        self._read(20, 50)
        self.assertFalse(self._alarms())
        for minute in (1, 2, 3):
            self._read(27.5, 50, minutes=minute)
        alarm = self._alarms()
        self.assertEqual(len(alarm), 1)
        self.assertEqual(alarm.user_id, self.head)
        self.assertIn("27.5", alarm.note)
        self._read(22, 50, minutes=4)
        self.assertFalse(self._alarms())
        self._read(22, 70, minutes=5)
        self.assertEqual(len(self._alarms()), 1)

    def test_the_named_archivist_is_told(self):
        self.company.archive_keeper_id = self.archivist2
        self._read(30, 50)
        self.assertEqual(self._alarms().user_id, self.archivist2)

    def test_a_done_alarm_does_not_come_back_in_the_same_excursion(self):
        self._read(30, 50)
        self._alarms().with_user(self.head).action_feedback()
        self._read(30, 50, minutes=1)
        self.assertFalse(self._alarms())

    def test_a_cabinet_is_held_against_the_profile_of_its_room(self):
        self.assertTrue(self._read(20, 70, place=self.cabinet).out_of_range)
        self.cabinet.climate_profile_id = self.env.ref("property_archive.climate_profile_wide")
        self.assertFalse(self._read(20, 42, place=self.cabinet, minutes=1).out_of_range)

    def test_absurd_values_are_refused(self):
        for temperature, humidity in ((0, 0), (200, 50), (-60, 50), (20, 0), (20, 101), (20, -5)):
            with (
                self.assertRaisesRegex(ValidationError, "cannot be"),
                self.env.cr.savepoint(),
            ):
                self._read(temperature, humidity)
        with (
            self.assertRaisesRegex(ValidationError, "not of the future"),
            self.env.cr.savepoint(),
        ):
            self._read(20, 50, minutes=60 * 24)
        self.assertFalse(self.env[_READING].search([("location_id", "=", self.room.id)]))

    def test_a_file_of_a_logger_is_imported(self):
        result = (
            self.env[_READING]
            .with_user(self.archivist)
            .load(
                ["location_id", "date", "temperature", "humidity"],
                [
                    ["Store", "2024-06-01 00:00:00", "20.5", "50"],
                    ["Store", "2024-06-01 01:00:00", "21", "51"],
                    ["Store", "2024-06-01 02:00:00", "29", "51"],
                ],
            )
        )
        self.assertEqual(len(result["ids"]), 3)
        self.assertEqual(len(self._alarms()), 1)
        result = (
            self.env[_READING]
            .with_user(self.archivist)
            .load(
                ["location_id", "date", "temperature", "humidity"],
                [
                    ["Store", "2024-06-01 03:00:00", "20.5", "50"],
                    ["Store", "2024-06-01 04:00:00", "999", "51"],
                ],
            )
        )
        self.assertFalse(result["ids"])
        self.assertIn("999", result["messages"][0]["message"])

    def test_an_older_excursion_read_in_late_is_no_alarm(self):
        self._read(20, 50, minutes=10)
        self._read(30, 50, minutes=5)
        self.assertFalse(self._alarms())

    def test_a_sensor_writes_readings_and_nothing_else(self):
        sensor = new_test_user(
            self.env,
            login="test_sensor",
            groups="base.group_portal,property_archive.group_property_archive_sensor",
        )
        self.assertTrue(self._read(20, 50, user=sensor))
        Reading = self.env[_READING].with_user(sensor)
        record = self._file()
        for call in (
            lambda: Reading.search([]),
            lambda: Reading.search([], limit=1).read(["temperature"]),
            lambda: self._read(20, 50, minutes=1).with_user(sensor).action_mistaken(),
            lambda: self.room.with_user(sensor).read(["name"]),
            lambda: self.env[record._name].with_user(sensor).search([]),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_a_sensor_stays_in_its_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        room = self.env["property.archive.location"].create(
            {"name": "There", "kind": "room", "company_id": other.id}
        )
        sensor = new_test_user(
            self.env,
            login="test_sensor",
            groups="base.group_portal,property_archive.group_property_archive_sensor",
        )
        with self.assertRaises(AccessError):
            self._read(20, 50, user=sensor, place=room)

    def test_a_clerk_reads_and_writes_no_climate(self):
        for user in (self.clerk, self.engineer):
            with self.assertRaises(AccessError):
                self._read(20, 50, user=user)
            with self.assertRaises(AccessError):
                self.env[_READING].with_user(user).search([])

    def test_what_was_read_stays(self):
        reading = self._read(30, 50)
        for user in (self.archivist, self.head, self.env.user):
            for vals in ({"temperature": 20}, {"out_of_range": False}, {"mistaken": True}):
                with self.assertRaises(AccessError):
                    reading.with_user(user).write(vals)
            with self.assertRaises(UserError):
                reading.with_user(user).with_context(_force_unlink=True).unlink()

    def test_a_slip_counts_for_nothing(self):
        reading = self._read(30, 50)
        self.assertTrue(self._alarms())
        reading.action_mistaken()
        self.assertFalse(self._alarms())
        self._read(20, 50)

    @mute_logger("odoo.sql_db")
    def test_one_reading_of_a_room_at_a_moment(self):
        self._read(20, 50)
        with self.assertRaises(errors.UniqueViolation), self.env.cr.savepoint():
            self._read(21, 50).flush_recordset()

    def test_the_day_in_three_lines(self):
        for minutes, temperature in ((0, 18), (1, 20), (2, 22)):
            self._read(temperature, 50, minutes=minutes)
        self.env.flush_all()
        rows = (
            self.env["property.archive.climate.day"]
            .with_user(self.archivist)
            .search([("location_id", "=", self.room.id), ("quantity", "=", "temperature")])
        )
        self.assertEqual(
            {row.series: row.value for row in rows}, {"low": 18, "average": 20, "high": 22}
        )
        self.assertEqual(str(rows[0].date), "2024-06-03")
        with self.assertRaises(AccessError):
            rows.with_user(self.clerk).read(["value"])

    def test_many_readings_cost_few_queries(self):
        def create(day, count):
            return (
                self.env[_READING]
                .with_user(self.archivist)
                .create(
                    [
                        {
                            "location_id": self.room.id,
                            "date": f"2024-05-{day:02} {n // 60:02}:{n % 60:02}:00",
                            "temperature": 20,
                            "humidity": 50,
                        }
                        for n in range(count)
                    ]
                )
            )

        create(1, 2)
        counts = []
        for day, count in ((2, 5), (3, 90)):
            counts.append(self._queries(lambda day=day, count=count: create(day, count)))
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestProtectionCheck(CareCase):
    """Protection checks and upkeep (C5)."""

    def _check(self, profile="seven", user=None, **vals):
        return (
            self.env[_PROTECTION]
            .with_user(user or self.archivist)
            .create(
                {
                    "location_id": self.room.id,
                    "profile_id": self.env.ref(f"property_archive.protection_profile_{profile}").id,
                    **vals,
                }
            )
        )

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("property_archive.ir_cron_care").method_direct_trigger()

    def test_the_profiles_have_their_points(self):
        for day, (name, count) in enumerate(
            (("three", 3), ("seven", 7), ("eight", 8), ("eight_rodents", 8)), 1
        ):
            check = self._check(name, date_due=f"2024-07-{day:02}")
            self.assertEqual(len(check.line_ids), count)
            self.assertTrue(all(check.line_ids.mapped("guidance")))

    def test_each_point_wants_a_result_and_a_defect_a_remark(self):
        check = self._check("three")
        with self.assertRaisesRegex(UserError, "still open: Fire, Damp, Deterioration"):
            check.action_done()
        check.line_ids.write({"result": "ok"})
        damp = check.line_ids[1]
        damp.result = "defect"
        with self.assertRaisesRegex(UserError, "Write what is wrong: Damp"):
            check.action_done()
        damp.note = "Leak below the window"
        check.action_done()
        self.assertRecordValues(
            check, [{"state": "done", "defect_count": 1, "open_defect_count": 1}]
        )
        self.assertRecordValues(check.activity_ids, [{"summary": "Damp", "user_id": self.head.id}])
        damp.action_mended()
        self.assertFalse(check.open_defect_count)
        self.assertFalse(check.activity_ids)

    def test_what_was_done_is_kept(self):
        check = self._check("three")
        check.line_ids.write({"result": "ok"})
        check.action_done()
        for call in (
            lambda: check.line_ids[0].write({"result": "defect"}),
            lambda: check.write({"state": "todo"}),
            lambda: check.with_context(_force_unlink=True).unlink(),
            lambda: check.line_ids[0].with_context(_force_unlink=True).unlink(),
            check.action_done,
        ):
            with self.assertRaises(UserError):
                call()

    def test_checks_come_round(self):
        profile = self.env.ref("property_archive.protection_profile_eight")
        self.room.with_user(self.archivist).write(
            {"protection_profile_id": profile.id, "protection_months": 3}
        )
        self.assertEqual(str(self.room.date_protection_next), "2024-06-30")
        domain = [("location_id", "=", self.room.id)]
        self._run()
        self.assertFalse(self.env[_PROTECTION].search(domain))
        with freeze_time("2024-06-30 04:00:00"):
            self._run()
            self._run()
        check = self.env[_PROTECTION].search(domain)
        self.assertEqual(len(check), 1)
        self.assertEqual(len(check.line_ids), 8)
        self.assertEqual(check.activity_ids.user_id, self.head)
        self.assertEqual(str(self.room.date_protection_next), "2024-09-30")

    def test_a_clerk_checks_nothing(self):
        with self.assertRaises(AccessError):
            self._check(user=self.clerk)

    def test_profiles_are_set_by_the_head(self):
        profile = self.env.ref("property_archive.protection_profile_three")
        profile.with_user(self.head).name = "Three"
        with self.assertRaises(AccessError):
            profile.with_user(self.archivist).name = "Four"

    def test_upkeep_is_remembered(self):
        item = (
            self.env["property.archive.equipment"]
            .with_user(self.archivist)
            .create(
                {
                    "name": "Dehumidifier",
                    "location_id": self.room.id,
                    "months": 6,
                    "date_last": "2023-12-01",
                }
            )
        )
        self.assertEqual(str(item.date_next), "2024-06-01")
        self._run()
        self._run()
        self.assertRecordValues(item.activity_ids, [{"user_id": self.head.id}])
        item.action_maintained()
        self.assertEqual(str(item.date_next), "2024-12-03")
        self.assertFalse(item.activity_ids)
        with self.assertRaises(AccessError):
            item.with_user(self.clerk).read(["name"])
        with self.assertRaisesRegex(ValidationError, "lies ahead"):
            item.date_last = "2025-01-01"


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestRepair(CareCase):
    """A damaged record is repaired or copied (C6)."""

    def _repair(self, record, user=None, **vals):
        return (
            self.env["property.archive.repair"]
            .with_user(user or self.archivist)
            .create({"record_id": record.id, "damage": "Torn", **vals})
        )

    def test_repair_to_the_end(self):
        record = self._file()
        repair = self._repair(record, user_id=self.archivist2.id)
        self.assertEqual(str(repair.date_due), "2024-06-17")
        self.assertEqual(repair.activity_ids.user_id, self.archivist2)
        repair.action_start()
        with self.assertRaisesRegex(UserError, "write what was done"):
            repair.action_done()
        repair.write({"result": "Mended with tissue", "condition": "worn"})
        repair.action_done()
        self._forget()
        self.assertEqual(record.condition, "worn")
        self.assertFalse(repair.activity_ids)
        for call in (
            repair.action_done,
            repair.action_cancel,
            lambda: repair.write({"result": "x"}),
        ):
            with self.assertRaises(UserError):
                call()

    def test_no_repair_without_a_reason_not_to(self):
        repair = self._repair(self._file())
        with self.assertRaisesRegex(UserError, "write why"):
            repair.action_cancel()
        repair.result = "Replaced by the owner"
        repair.action_cancel()
        self.assertEqual(repair.state, "cancelled")

    @mute_logger("odoo.sql_db")
    def test_one_open_repair_of_a_kind(self):
        record = self._file()
        self._repair(record)
        self._repair(record, kind="copy")
        with self.assertRaises(errors.UniqueViolation), self.env.cr.savepoint():
            self._repair(record).flush_recordset()

    def test_a_draft_is_not_repaired_and_a_repair_not_deleted(self):
        draft = self._draft(user=self.archivist)
        with self.assertRaisesRegex(UserError, "not kept in the archive"):
            self._repair(draft)
        repair = self._repair(self._file())
        with self.assertRaises(UserError):
            repair.sudo().with_context(_force_unlink=True).unlink()

    def test_a_clerk_repairs_nothing(self):
        record = self._file()
        with self.assertRaises(AccessError):
            self._repair(record, user=self.clerk)

    def test_what_one_does_not_see_is_not_repaired(self):
        self._clear(self.archivist)
        self._clear(self.clerk)
        self.papers.level_id = self.secret
        record = self._file()
        with self.assertRaises(AccessError):
            self._repair(record, user=self.archivist2)


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestEntry(CareCase):
    """Whoever is no archivist is logged when entering the store (C7)."""

    def _enter(self, user=None, **vals):
        return (
            self.env[_ENTRY]
            .with_user(user or self.archivist)
            .create({"location_id": self.room.id, "purpose": "Fire inspection", **vals})
        )

    def test_in_and_out(self):
        entry = self._enter(visitor="Wang Qiang, fire brigade")
        self.assertRecordValues(
            entry,
            [
                {
                    "visitor_name": "Wang Qiang, fire brigade",
                    "escort_id": self.archivist.id,
                    "date_out": False,
                }
            ],
        )
        self.assertEqual(self.room.entry_count, 1)
        entry.action_leave()
        self.assertEqual(entry.date_out, fields.Datetime.now())
        with self.assertRaisesRegex(UserError, "left already"):
            entry.action_leave()

    def test_exactly_one_visitor_with_a_purpose(self):
        self._enter(employee_id=self.engineer.employee_id.id)
        self._enter(partner_id=self.owner.id)
        for vals in (
            {},
            {"visitor": "  "},
            {"visitor": "x", "partner_id": self.owner.id},
        ):
            with self.assertRaisesRegex(ValidationError, "Name who enters"):
                self._enter(**vals)
        with self.assertRaisesRegex(ValidationError, "what x comes for"):
            self._enter(visitor="x", purpose=" ")

    def test_only_archive_staff_accompany(self):
        with self.assertRaisesRegex(ValidationError, "only archive staff"):
            self._enter(visitor="x", escort_id=self.clerk.id)
        with self.assertRaisesRegex(ValidationError, "accompanies themselves"):
            self._enter(employee_id=self.archivist.employee_id.id)

    def test_no_entry_of_another_time(self):
        for date in ("2024-06-04 04:00:00", "2020-01-01 00:00:00"):
            with self.assertRaisesRegex(ValidationError, "noted when it happens"):
                self._enter(visitor="x", date_in=date)

    def test_an_entry_stays_as_it_was_written(self):
        entry = self._enter(visitor="x")
        for user in (self.archivist, self.head, self.env.user):
            for vals in ({"visitor": "y"}, {"date_out": False}, {"purpose": "z"}):
                with self.assertRaises(AccessError):
                    entry.with_user(user).write(vals)
            with self.assertRaises(UserError):
                entry.with_user(user).with_context(_force_unlink=True).unlink()

    def test_nobody_else_sees_or_writes_the_list(self):
        self._enter(visitor="x")
        for user in (self.clerk, self.engineer):
            with self.assertRaises(AccessError):
                self._enter(user=user, visitor="y")
            with self.assertRaises(AccessError):
                self.env[_ENTRY].with_user(user).search([])
