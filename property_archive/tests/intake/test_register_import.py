import io

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import ArchiveCase

HEADER = [
    "name",
    "category_code",
    "reference",
    "project",
    "building",
    "unit",
    "room",
    "partner_name",
    "plate",
    "phone",
    "date_document",
    "date_filed",
    "page_count",
    "pieces_present",
    "location_barcode",
]


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestRegisterImport(ArchiveCase):
    """An existing register comes in whole or not at all (G4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._clear(cls.archivist)
        cls.Import = cls.env["property.archive.import"].with_user(cls.archivist)
        cls.Record = cls.env["property.archive.record"].with_user(cls.archivist)

    def _row(self, room="101", **values):
        row = {
            "name": f"1栋1单元{room}室",
            "category_code": "T-OWN",
            "project": "测试苑",
            "building": "T1",
            "unit": "1",
            "room": room,
            "partner_name": f"业主{room}",
            "phone": f"12000000{room}",
            "date_document": "2016-05-09",
            "date_filed": "2016-05-12",
            "page_count": "20",
            "location_barcode": "T-CAB",
        }
        row.update(values)
        return [str(row.get(name) or "") for name in HEADER]

    def _load(self, *rows):
        """Stage rows as Odoo's import screen and its API do."""
        result = self.Import.load(HEADER, list(rows))
        self.assertEqual(result["messages"], [])
        return self.Import.browse(result["ids"])

    def _confirm(self):
        action = self.Import.action_confirm()
        self._forget()
        return self.Record.search(action["domain"], order="id")

    def test_lines_become_filed_records(self):
        self._load(self._row(), self._row("102"))
        first, second = self._confirm()
        self.assertRecordValues(
            first,
            [
                {
                    "reference": "T-OWN-2016-0001",
                    "state": "filed",
                    "name": "1栋1单元101室",
                    "page_count": 20,
                    "location_id": self.cabinet.id,
                    "department_id": self.service.id,
                    "level_id": self.top_secret.id,
                }
            ],
        )
        self.assertEqual(str(first.date_filed), "2016-05-12")
        self.assertEqual(first.unit_id.owner_id, self.env["res.partner"])
        self.assertEqual(first.partner_id.phone, "12000000101")
        self.assertEqual(second.reference, "T-OWN-2016-0002")
        self.assertFalse(self.Import.search([]))

    def test_owner_lines_tell_who_owns_the_unit(self):
        self._load(
            self._row(category_code="WY-ZU", partner_name="租户", phone=""),
            self._row(category_code="WY-YZ"),
        )
        tenant, owner = self._confirm()
        self.assertEqual(tenant.unit_id, owner.unit_id)
        self.assertEqual(owner.unit_id.owner_id, owner.partner_id)
        self.assertEqual(owner.reference, "WY-YZ-T1-1-101-01")

    def test_one_person_may_own_two_units(self):
        self._load(
            self._row("101", partner_name="张伟", phone="1"),
            self._row("102", partner_name="张伟", phone="1"),
            self._row("103", partner_name="张伟", phone="2"),
        )
        first, second, third = self._confirm()
        self.assertEqual(first.partner_id, second.partner_id)
        self.assertNotEqual(first.partner_id, third.partner_id)

    def test_old_codes_are_kept(self):
        self._load(self._row(reference="旧-0077"), self._row("102"))
        kept, numbered = self._confirm()
        self.assertEqual(kept.reference, "旧-0077")
        self.assertEqual(numbered.reference, "T-OWN-2016-0001")

    def test_a_code_that_an_old_register_used_is_skipped(self):
        self._load(
            self._row(reference="T-OWN-2016-0001"),
            self._row("102", reference="WY-YZ-T1-1-103-01"),
            self._row("103"),
            self._row("103", category_code="WY-YZ"),
        )
        self.assertEqual(
            self._confirm().mapped("reference"),
            [
                "T-OWN-2016-0001",
                "WY-YZ-T1-1-103-01",
                "T-OWN-2016-0002",
                "WY-YZ-T1-1-103-02",
            ],
        )

    def test_pieces_are_taken_over(self):
        pieces = ["1-2; 3", "*", "Owner form，3", ""]
        self._load(*(self._row(f"10{n}", pieces_present=text) for n, text in enumerate(pieces)))
        every, star, named, none = self._confirm()
        self.assertEqual((every.completeness, every.missing_pieces), (100, False))
        self.assertEqual(star.completeness, 100)
        self.assertEqual(named.missing_pieces, "Identity document")
        self.assertEqual(none.completeness, 0)

    def test_every_line_tells_all_that_is_wrong_with_it(self):
        lines = self._load(
            self._row("101"),
            self._row("102", category_code="NONE", location_barcode="NOWHERE"),
            self._row("103", building="", partner_name=""),
            self._row("101", name="again"),
            self._row("104", location_barcode="T-RACK", date_filed="2024-06-04"),
            self._row("105", page_count="-1", pieces_present="7; Nothing"),
            self._row("106", reference="X-1"),
            self._row("107", reference="X-1"),
        )
        self.assertFalse(self.Import.action_check())
        errors = [line.error or "" for line in lines]
        self.assertEqual([bool(text) for text in errors], [False] + [True] * 5 + [False, True])
        self.assertIn("NONE", errors[1])
        self.assertIn("NOWHERE", errors[1])
        self.assertIn("Building and room are missing", errors[2])
        self.assertIn("customer is missing", errors[2])
        self.assertIn("1栋1单元101室", errors[3])
        self.assertIn("Rack has no lock", errors[4])
        self.assertIn("future", errors[4])
        self.assertIn("Pages", errors[5])
        self.assertIn("“7”", errors[5])
        self.assertIn("“Nothing”", errors[5])
        self.assertIn("X-1 stands twice", errors[7])

    def test_days_are_read_as_people_write_them(self):
        texts = ["2016-05-09", "2016/5/9", "2016.5.9", "20160509", "2016年5月9日"]
        texts.append("2016-05-09 00:00:00")  # a spreadsheet's own
        self._load(*(self._row(f"10{n}", date_document=text) for n, text in enumerate(texts)))
        self.assertEqual({str(day) for day in self._confirm().mapped("date_document")}, {texts[0]})

    def test_what_cannot_be_read_is_told_with_all_else(self):
        lines = self._load(
            self._row("101", name="", category_code="", date_document="昨天", page_count="三十"),
            self._row("102", date_document="0202-05-01", date_filed="2016-02-30"),
            self._row("103", name="长" * 500, page_count="99999999", date_document="2024-06-04"),
        )
        self.assertFalse(self.Import.action_check())
        for line, texts in zip(
            lines,
            (
                ("title is missing", "category is missing", "“昨天” is no date", "“三十”"),
                ("0202-05-01 is too long ago", "“2016-02-30” is no date"),
                ("longer than 255", "too many", "2024-06-04 lies in the future"),
            ),
            strict=True,
        ):
            for text in texts:
                self.assertIn(text, line.error)

    def test_one_file_of_a_household_or_a_plate_in_the_file_too(self):
        lines = self._load(
            self._row("101", category_code="WY-YZ"),
            self._row("101", category_code="WY-ZH"),
            self._row("102", category_code="WY-CL", plate="粤B·12345"),
            self._row("103", category_code="WY-CL", plate="粤b12345"),
            self._row("104", category_code="WY-CL"),
        )
        self.assertFalse(self.Import.action_check())
        self.assertEqual([bool(line.error) for line in lines], [False, True, False, True, True])
        self.assertIn("plate is missing", lines[4].error)

    def test_nothing_is_half_imported(self):
        lines = self._load(self._row("101"), self._row("102", category_code="NONE"))
        with self.assertRaisesRegex(UserError, "1 of 2 lines"):
            self.Import.action_confirm()
        units = self.env["property.archive.unit"].search([("building", "=", "T1")])
        self.assertFalse(units)
        self.assertFalse(self.env["res.partner"].search([("name", "=", "业主101")]))
        self.assertEqual(self.Import.search([]), lines)
        lines[1].category_code = "T-SRV"
        self.assertTrue(self.Import.action_check())
        self.assertEqual(len(self._confirm()), 2)

    def test_what_the_register_holds_already_is_told(self):
        self._load(self._row("101", reference="X-1"))
        self._confirm()
        self.cabinet.capacity = 2
        lines = self._load(
            self._row("101"),
            self._row("102", reference="X-1"),
            self._row("103"),
        )
        self.Import.action_check()
        self.assertIn("one open file each", lines[0].error)
        self.assertIn("in the register already", lines[1].error)
        self.assertIn("Cabinet is full", lines[2].error)

    def test_lines_are_private_and_for_archivists_only(self):
        lines = self._load(self._row())
        other = self.Import.with_user(self.archivist2)
        self.assertFalse(other.search([]))
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            lines.with_user(self.archivist2).read(["name"])
        with self.assertRaises(AccessError):
            self.Import.with_user(self.clerk).create({"name": "x", "category_code": "T-OWN"})

    def test_a_long_register_comes_in_at_once(self):
        rows = [
            self._row(f"{floor}{room:02}", building=f"T{building}", category_code="WY-YZ")
            for building in range(1, 6)
            for floor in range(1, 11)
            for room in range(1, 7)
        ]
        self._load(*rows)
        records = self._confirm()
        self.assertEqual(len(records), 300)
        self.assertEqual(len(set(records.mapped("reference"))), 300)
        self.assertEqual(len(records.unit_id), 300)
        self.assertEqual(set(records.mapped("state")), {"filed"})
        self.assertIn("WY-YZ-T5-1-1006-01", records.mapped("reference"))


@tagged("post_install", "-at_install")
class TestImportTemplate(HttpCase, ArchiveCase):
    """The template for Odoo's own import screen, which hands rows to ``load`` (G4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.archivist, cls.clerk):
            user.password = user.login

    def _template(self, user):
        self.authenticate(user.login, user.login)
        templates = self.env["property.archive.import"].with_user(user).get_import_templates()
        return self.url_open(templates[0]["template"])

    def test_the_template_comes_back_filled_in(self):
        book = load_workbook(io.BytesIO(self._template(self.archivist).content))
        header, example = book.active.values
        example = [value or "" for value in example]
        # the labels are in the language of the page
        page = self.env(user=self.archivist, context=self.archivist.context_get())
        lines = page["property.archive.import"]
        names = {field["string"]: name for name, field in lines.fields_get().items()}
        self.assertEqual((names[header[0]], example[1]), ("name", "WY-YZ"))
        cells = {"name": "2-1-201", "category_code": "NONE"}
        cells["date_document"] = "2016-05-09 00:00:00"
        row = [cells.get(names[label], "") for label in header]
        result = lines.load([names[label] for label in header], [list(example), row])
        self.assertFalse(result["messages"])
        lines.action_check()
        first, second = lines.search([])
        self.assertFalse(first.error)
        self.assertIn("NONE", second.error)
        self.assertNotIn("2016", second.error)

    @mute_logger("odoo.http")
    def test_the_template_is_for_archivists(self):
        self.assertEqual(self._template(self.clerk).status_code, 403)
