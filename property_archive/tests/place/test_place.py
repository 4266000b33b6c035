from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestPlace(ArchiveCase):
    """Places: what stands in what, what fits, what may lie there, moving (C1, B8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)
        Place = cls.env["property.archive.location"].with_user(cls.archivist)
        cls.room = Place.create({"name": "Room", "kind": "room"})
        cls.case = Place.create({"name": "Case", "kind": "cabinet", "parent_id": cls.room.id})
        cls.box2, cls.box10 = Place.create(
            [
                {"name": "Box 2", "kind": "box", "parent_id": cls.case.id, "sequence": 20},
                {"name": "Box 10", "kind": "box", "parent_id": cls.case.id, "sequence": 20},
            ]
        )

    def _move(self, records, place, **kwargs):
        records.with_user(self.archivist).action_move(place.id, **kwargs)
        self._forget()

    # -- the tree ---------------------------------------------------------------------------

    def test_places_stand_in_order(self):
        first = self.box2.copy({"name": "Box 30", "sequence": 10})
        found = self.env["property.archive.location"].search([("id", "child_of", self.room.id)])
        self.assertEqual(found.ids, (self.room + self.case + first + self.box2 + self.box10).ids)

    def test_each_place_has_a_barcode_of_its_own(self):
        codes = (self.room + self.case + self.box2 + self.box10).mapped("barcode")
        self.assertTrue(all(codes))
        self.assertEqual(len(set(codes)), 4)
        self.assertIn(f"value={self.room.barcode}", self.room.barcode_url)

    def test_a_place_does_not_stand_in_a_smaller_one(self):
        with self.assertRaisesRegex(ValidationError, "does not stand inside"):
            self.rack.parent_id = self.box2
        with self.assertRaisesRegex(ValidationError, "does not stand inside"):
            self.case.kind = "box"
            self.box2.kind = "shelf"

    def test_a_place_does_not_lie_in_itself(self):
        with self.assertRaises(UserError):
            self.room.write({"kind": "box", "parent_id": self.box2.id})

    def test_a_place_needs_a_name(self):
        with self.assertRaisesRegex(ValidationError, "name that can be read"):
            self.room.name = "  "

    def test_a_clerk_makes_no_places(self):
        with self.assertRaises(AccessError):
            self.env["property.archive.location"].with_user(self.clerk).create({"name": "x"})

    # -- room -------------------------------------------------------------------------------

    def test_free_space_counts_what_stands_inside(self):
        self.case.capacity = 4
        self.box2.capacity = 3
        self._move(self._file() | self._file(), self.box2)
        self._move(self._file(), self.box10)
        self.assertRecordValues(
            self.case | self.box2 | self.box10,
            [
                {"record_count": 3, "free_space": 1, "occupancy": 75},
                {"record_count": 2, "free_space": 1, "occupancy": 100 * 2 / 3},
                {"record_count": 1, "free_space": 0, "occupancy": 0},
            ],
        )
        self.assertEqual(self.room.record_count, 3)
        Place = self.env["property.archive.location"]
        inside = [("id", "child_of", self.room.id)]
        self.assertEqual(Place.search([("free_space", ">", 0), *inside]), self.case | self.box2)
        self.assertFalse(Place.search([("free_space", "<=", 0), *inside]))

    def test_free_space_of_many_places_is_counted_at_once(self):
        self.env["property.archive.location"].create(
            [{"name": f"Box {n}", "kind": "box", "parent_id": self.case.id} for n in range(40)]
        )
        places = self.env["property.archive.location"].search([("id", "child_of", self.room.id)])
        self._forget()
        places.mapped("capacity")
        with self.assertQueryCount(2):
            places.mapped("free_space")

    def test_a_full_place_takes_nothing_more(self):
        self.case.capacity = 1
        self._move(self._file(), self.box2)
        with self.assertRaisesRegex(UserError, "Case has room for 1 records, and 2"):
            self._move(self._file(), self.box10)

    def test_filing_into_a_full_place_is_refused(self):
        self.rack.capacity = 1
        self._hand_over(self._draft(), location=self.rack)
        with self.assertRaisesRegex(UserError, "Rack has room for 1"):
            self._hand_over(self._draft(), location=self.rack)

    def test_capacity_is_not_set_below_what_is_there(self):
        self._move(self._file() | self._file(), self.box2)
        with self.assertRaisesRegex(UserError, "has room for 1"):
            self.case.capacity = 1

    # -- carriers ---------------------------------------------------------------------------

    def test_what_wants_a_special_place_goes_nowhere_else(self):
        record = self._draft(medium="audiovisual", carrier="disc")
        with self.assertRaisesRegex(ValidationError, "Optical disc"):
            self._hand_over(record)

    def test_an_anti_magnetic_cabinet_takes_discs_and_no_paper(self):
        disc = self.env.ref("property_archive.carrier_disc")
        self.case.carrier_ids = disc
        record = self._draft(medium="audiovisual", carrier="disc")
        self._hand_over(record, location=self.box2)
        self._forget()
        self.assertEqual(record.location_id, self.box2)
        with self.assertRaisesRegex(ValidationError, "takes: Optical disc"):
            self._move(self._file(), self.box10)
        with self.assertRaisesRegex(ValidationError, "Optical disc"):
            self.case.carrier_ids = False

    # -- moving -----------------------------------------------------------------------------

    def test_home_and_current_place(self):
        record = self._file()
        self._move(record, self.box2, temporary=True)
        self.assertRecordValues(
            record,
            [
                {
                    "location_id": self.cabinet.id,
                    "away_location_id": self.box2.id,
                    "current_location_id": self.box2.id,
                }
            ],
        )
        found = self.env["property.archive.record"].search(
            [("current_location_id", "child_of", self.room.id)]
        )
        self.assertIn(record.id, found.ids)
        record.with_user(self.archivist).action_take_home()
        self.assertEqual(record.current_location_id, self.cabinet)
        self._move(record, self.box2)
        self.assertRecordValues(record, [{"location_id": self.box2.id, "away_location_id": False}])
        log = self.env["property.archive.log"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)], order="id"
        )
        self.assertEqual(log.mapped("action")[-3:], ["placed_temporarily", "moved", "moved"])

    def test_a_confidential_record_is_not_laid_without_a_lock(self):
        self.papers.level_id = self.secret
        record = self._file()
        for temporary in (False, True):
            with self.assertRaisesRegex(ValidationError, "a place with a lock"):
                self._move(record, self.box2, temporary=temporary)
        self.room.lockable = True
        self._move(record, self.box2)
        self.assertEqual(record.sudo().location_id, self.box2)

    def test_a_lock_stays_where_a_confidential_record_is_laid(self):
        self.papers.level_id = self.secret
        record = self._file()
        self.room.lockable = True
        self._move(record, self.box2, temporary=True)
        with self.assertRaisesRegex(ValidationError, "Move it to a place with a lock first"):
            self.room.lockable = False

    def test_a_clerk_does_not_move(self):
        record = self._file()
        with self.assertRaisesRegex(UserError, "archivists"):
            record.action_move(self.rack.id)

    def test_nothing_is_moved_to_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        place = self.env["property.archive.location"].create(
            {"name": "There", "company_id": other.id}
        )
        self.archivist.company_ids += other
        with self.assertRaises(UserError):
            self._file().with_user(self.archivist).with_context(
                allowed_company_ids=[self.company.id, other.id]
            ).action_move(place.id)

    # -- moving by scanning -----------------------------------------------------------------

    def _wizard(self, user=None, **vals):
        return (
            self.env["property.archive.move.wizard"].with_user(user or self.archivist).create(vals)
        )

    def test_scan_records_then_the_place(self):
        records = self._file() | self._file()
        wizard = self._wizard()
        for record in records:
            self.assertEqual(wizard.action_scan(record.reference.lower())["status"], "success")
        answer = wizard.action_scan(self.box2.barcode)
        self.assertEqual(answer["location_id"], self.box2.id)
        wizard.action_confirm()
        self._forget()
        self.assertEqual(records.location_id, self.box2)

    def test_scan_the_place_then_records(self):
        one, two = self._file(), self._file()
        wizard = self._wizard()
        place = wizard.action_scan(self.box2.barcode)["location_id"]
        wizard.action_scan(one.reference, place)
        place = wizard.action_scan(self.box10.barcode, place)["location_id"]
        wizard.action_scan(two.reference, place)
        wizard.action_confirm()
        self._forget()
        self.assertEqual(one.location_id, self.box2)
        self.assertEqual(two.location_id, self.box10)

    def test_a_code_is_what_was_scanned_and_nothing_like_it(self):
        """``_`` and ``%`` are letters; width and case count only where nothing is exact."""
        codes = ["FW11", "FW_1", "KC-1", "kc-1", "A%1", "AB1", "中-９", "q/1"]
        records = {code: self._file().sudo() for code in codes}
        for code, record in records.items():
            record._write_protected({"reference": code})
        self.env.flush_all()
        Record = self.env["property.archive.record"].with_user(self.archivist)
        for code in codes:
            self.assertEqual(Record._by_code(f" {code}\n").sudo(), records[code], code)
        for scanned, code in {
            "fw_1": "FW_1",
            "ＦＷ＿１": "FW_1",
            "ｆｗ11": "FW11",
            "中-9": "中-９",
            "a%1": "A%1",
            "Q／1": "q/1",
        }.items():
            self.assertEqual(Record._by_code(scanned).sudo(), records[code], scanned)
        for scanned in ("", " ", "FW%", "FW__", "_____", "Kc-1", "A_1", "%"):
            self.assertFalse(Record._by_code(scanned), scanned)

    def test_a_scanned_box_is_moved_with_all_that_lies_in_it(self):
        record = self._file()
        record.with_user(self.archivist).action_move(self.box2.id)
        wizard = self._wizard(boxes=True)
        self.assertEqual(wizard.action_scan(self.box2.barcode)["status"], "success")
        with self.assertRaisesRegex(UserError, "place the boxes go to"):
            wizard.action_confirm()
        wizard.action_scan(self.cabinet.barcode)
        wizard.action_confirm()
        self._forget()
        self.assertEqual(self.box2.parent_id, self.cabinet)
        self.assertEqual(record.location_id, self.box2)
        self.assertIn(self.cabinet.name, record.sudo().location_id.display_name)

    def test_each_scan_says_what_is_wrong(self):
        record = self._file()
        wizard = self._wizard()
        self.assertEqual(wizard.action_scan("NOPE")["status"], "danger")
        wizard.action_scan(record.reference)
        self.assertEqual(wizard.action_scan(record.reference)["status"], "warning")
        with self.assertRaisesRegex(UserError, "Scan the place"):
            wizard.action_confirm()

    def test_what_cannot_be_moved_stays_on_the_list(self):
        good, bad = self._file(), self._file()
        bad.sudo()._set_missing()
        wizard = self._wizard()
        place = wizard.action_scan(self.box2.barcode)["location_id"]
        wizard.action_scan(good.reference, place)
        answer = wizard.action_scan(bad.reference, place)
        self.assertEqual(answer["status"], "danger")
        self.assertIn("missing", answer["message"])
        wizard.action_confirm()
        self._forget()
        self.assertEqual(good.location_id, self.box2)
        self.assertEqual(bad.location_id, self.cabinet)
        self.assertEqual(wizard.line_ids.record_id, bad)

    def test_a_scan_tells_nothing_of_what_one_does_not_see(self):
        self.papers.level_id = self.secret
        record = self._file()
        wizard = self._wizard(self.archivist2)
        seen = wizard.action_scan(record.reference)
        unknown = wizard.action_scan("T-SRV-1999-0001")
        self.assertEqual(
            seen["message"].replace(record.reference, "x"),
            unknown["message"].replace("T-SRV-1999-0001", "x"),
        )
        with self.assertRaises(AccessError):
            self.env["property.archive.move.wizard.line"].with_user(self.archivist2).create(
                {"wizard_id": wizard.id, "record_id": record.id}
            )

    def test_a_clerk_does_not_move_by_scanning(self):
        with self.assertRaises(AccessError):
            self._wizard(self.clerk)

    def test_moving_many_costs_no_more_queries_than_moving_few(self):
        records = self.env["property.archive.record"].browse(self._file().id for _n in range(9))
        counts = []
        for chosen in (records[:1], records[1:3], records[3:]):
            records = chosen.with_user(self.archivist)
            counts.append(self._queries(lambda moved=records: moved.action_move(self.box2.id)))
        self.assertEqual(counts[1], counts[2])
