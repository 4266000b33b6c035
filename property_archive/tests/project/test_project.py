from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...wizards.project.units_wizard import read_span
from ..common import ArchiveCase


@tagged("post_install", "-at_install")
class TestProject(ArchiveCase):
    """Estates: what belongs to one, and units by the hundred."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)
        cls.garden, cls.tower = cls.env["property.archive.project"].create(
            [
                {"name": "阳光花园", "code": "YGHY"},
                {"name": "Tower", "code": "TW", "kind": "office"},
            ]
        )

    def _wizard(self, **vals):
        wizards = self.env["property.archive.units.wizard"].with_user(self.archivist)
        return wizards.create({"project_id": self.garden.id, **vals})

    def _of(self, action):
        return self.env["property.archive.unit"].search(action["domain"])

    # -- the estate -------------------------------------------------------------------------

    def test_one_name_is_one_estate_however_it_is_written(self):
        for name in ("阳光花园", " 阳光 花园", "ＴＯＷＥＲ", "tower"):
            with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                self.env["property.archive.project"].create({"name": name})
            self.assertIn("name_key", str(caught.exception))

    def test_two_estates_have_two_codes(self):
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self.env["property.archive.project"].create({"name": "X", "code": "tw"})
        self.assertIn("property_archive_project", str(caught.exception))
        for code in ("A-1", "A B", "{x}"):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.env["property.archive.project"].create({"name": "X", "code": code})

    def test_an_estate_with_units_is_not_deleted(self):
        self.unit.project_id = self.garden
        with self.assertRaisesRegex(UserError, "1 units"):
            self.garden.unlink()
        self.tower.unlink()

    def test_it_is_not_given_up_before_it_was_taken_over(self):
        with self.assertRaisesRegex(ValidationError, "before it was taken over"):
            self.garden.write({"date_from": "2024-01-02", "date_to": "2024-01-01"})

    def test_who_registers_no_estates_changes_none(self):
        for user in (self.engineer, self.clerk):
            garden = self.garden.with_user(user)
            arch = etree.fromstring(garden.get_views([(False, "form")])["views"]["form"]["arch"])
            shown = {node.get("name") for node in arch.iter("field")} & set(garden._fields)
            (values,) = garden.web_read({name: {} for name in shown})
            self.assertEqual(values["name"], "阳光花园")
        for vals in ({"name": "X"}, {"date_to": "2024-01-01"}):
            with self.assertRaises(AccessError):
                self.garden.with_user(self.engineer).write(vals)

    # -- units ------------------------------------------------------------------------------

    def test_the_text_of_a_register_finds_the_estate(self):
        units = self.env["property.archive.unit"].create(
            [
                {"project": text, "building": "1", "room": room}
                for text, room in (("阳光花园", "101"), ("阳光 花园", "102"), ("新苑", "101"))
            ]
        )
        self.assertEqual(units[:2].project_id, self.garden)
        self.assertEqual(units[2].project_id.name, "新苑")
        self.assertEqual(units.mapped("display_name")[2], "新苑 1-101")

    def test_the_estate_tells_its_name_to_the_unit(self):
        self.unit.project_id = self.garden
        self.assertEqual(self.unit.project, "阳光花园")
        self.assertEqual(self.unit.display_name, "阳光花园 3-2-1501")
        self.garden.name = "月光花园"
        self.assertEqual(self.unit.display_name, "月光花园 3-2-1501")
        self.unit.project = False
        self.assertFalse(self.unit.project_id)

    def test_the_same_home_in_two_estates_and_once_in_each(self):
        vals = {"building": "3", "unit": "2", "room": "1501"}
        units = self.env["property.archive.unit"]
        units.create({**vals, "project_id": self.garden.id})
        for again in ({"project_id": self.garden.id, "room": "01501"}, {"project": "阳光花园"}):
            with self.assertRaisesRegex(ValidationError, "registered already"):
                units.create({**vals, **again})
        with self.assertRaisesRegex(ValidationError, "registered already"):
            self.unit.project_id = self.garden

    # -- files ------------------------------------------------------------------------------

    def test_a_file_belongs_to_the_estate_of_its_unit(self):
        self.unit.project_id = self.garden
        record = self._draft(
            category_id=self.owners.id, unit_id=self.unit.id, partner_id=self.owner.id
        )
        self.assertEqual(record.project_id, self.garden)
        with self.assertRaisesRegex(ValidationError, "belongs to 阳光花园"):
            record.project_id = self.tower
        self.unit.project_id = self.tower
        self.assertEqual(record.project_id, self.tower)

    def test_a_file_without_a_unit_belongs_to_the_estate_of_its_department(self):
        self.service.archive_project_id = self.tower
        record = self._draft(department_id=self.service.id)
        self.assertEqual(record.project_id, self.tower)
        record.project_id = self.garden
        self.assertEqual(record.project_id, self.garden)

    def test_the_short_code_stands_in_the_code_of_a_file(self):
        self.papers.numbering_pattern = "{project}-{code}-{number:3}"
        record = self._draft(project_id=self.garden.id)
        record._assign_references()
        self.assertEqual(record.reference, "YGHY-T-SRV-001")

    def test_what_stands_in_a_place_stands_in_its_estate(self):
        self.cabinet.project_id = self.garden
        box = self.env["property.archive.location"].create(
            {"name": "Box", "kind": "box", "parent_id": self.cabinet.id}
        )
        self.assertEqual(box.project_id, self.garden)
        self.cabinet.project_id = self.tower
        self.assertEqual(box.project_id, self.tower)

    # -- units by the hundred ---------------------------------------------------------------

    def test_spans(self):
        for text, wanted in (
            ("1-3,5", ["1", "2", "3", "5"]),
            ("1 - 3，B1-B2", ["1", "2", "3", "B1", "B2"]),
            ("A、B", ["A", "B"]),
            ("08-10", ["08", "09", "10"]),
            ("-2,-1,1", ["-2", "-1", "1"]),
            ("3-1", []),
            ("2,2,1-2", ["2", "1"]),
            ("", []),
        ):
            self.assertEqual(read_span(text), wanted, text)

    def test_all_rooms_of_six_buildings(self):
        wizard = self._wizard(
            buildings="1-6",
            entrances="1-2",
            floors="1-18",
            without_floors="4,14",
            rooms="1-4",
            without_rooms="101",
        )
        self.assertEqual(wizard.unit_count, 6 * 2 * (16 * 4 - 1))
        self.assertIn("1-1-102", wizard.preview)
        units = self._of(wizard.action_make())
        self.assertEqual(len(units), wizard.unit_count or 6 * 2 * 63)
        self.assertEqual(units.project_id, self.garden)
        self.assertEqual(set(units.mapped("floor")), set(range(1, 19)) - {4, 14})
        with self.assertRaisesRegex(UserError, "registered already"):
            wizard.action_make()

    def test_what_is_registered_stays(self):
        self.env["property.archive.unit"].create(
            {"project_id": self.garden.id, "building": "1栋", "room": "0101室"}
        )
        wizard = self._wizard(buildings="1", floors="1", rooms="1-2")
        self.assertEqual((wizard.unit_count, wizard.known_count), (1, 1))
        self.assertEqual(self._of(wizard.action_make()).mapped("code"), ["1-102"])

    def test_parking_and_shops(self):
        parking = self._of(
            self._wizard(kind="row", prefix="车位B1-", numbers="001-120").action_make()
        )
        self.assertEqual(len(parking), 120)
        self.assertIn("车位B1-023", parking.mapped("room"))
        shops = self._of(
            self._wizard(kind="row", prefix="商铺", numbers="1-3", buildings="8").action_make()
        )
        self.assertEqual(shops.mapped("code"), ["8-商铺1", "8-商铺2", "8-商铺3"])

    def test_what_cannot_be_is_said(self):
        for vals, words in (
            ({"buildings": False}, "which building"),
            ({"buildings": "1", "pattern": "{floor}"}, "name of a room"),
            ({"buildings": "1", "pattern": "{floor}{number}{x}"}, "name of a room"),
            ({"buildings": "1-999", "floors": "1-99"}, "more than"),
            ({"buildings": "1", "floors": "9-1"}, "nothing was changed"),
        ):
            wizard = self._wizard(**vals)
            self.assertFalse(wizard.unit_count)
            with self.assertRaisesRegex(UserError, words):
                wizard.action_make()

    def test_a_thousand_units_cost_as_many_queries_as_a_hundred(self):
        def cost(buildings):
            wizard = self._wizard(buildings=buildings, floors="1-25", rooms="1-4")
            return self._queries(wizard.action_make)

        hundred, thousand = cost("21"), cost("31-40")
        self.assertLessEqual(thousand, hundred + 20)

    def test_a_whole_building_moves_with_its_files(self):
        wizard = self._wizard(buildings="9", floors="1-3", rooms="1-2")
        units = self._of(wizard.action_make())
        record = self._draft(
            category_id=self.owners.id, unit_id=units[0].id, partner_id=self.owner.id
        )
        move = (
            self.env["property.archive.project.move.wizard"]
            .with_user(self.archivist)
            .with_context(active_model="property.archive.unit", active_ids=units[:1].ids)
            .create({"project_id": self.tower.id, "whole": True})
        )
        self.assertEqual(move.moving_count, 6)
        move.action_move()
        self.assertEqual(units.project_id, self.tower)
        self.assertEqual(record.project_id, self.tower)

    # -- comparing --------------------------------------------------------------------------

    def test_estates_are_compared(self):
        """As the pivot of each report asks for it."""
        for name, project in (("A", self.garden), ("B", self.tower), ("C", self.garden)):
            self._file(name=name, project_id=project.id)
        for model in ("property.archive.filing.report", "property.archive.record"):
            groups = self.env[model].formatted_read_group(
                [("project_id", "in", (self.garden | self.tower).ids)], ["project_id"], ["__count"]
            )
            counts = {group["project_id"][0]: group["__count"] for group in groups}
            self.assertEqual(counts, {self.garden.id: 2, self.tower.id: 1}, model)
