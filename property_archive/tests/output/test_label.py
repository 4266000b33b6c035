import base64
import io
import re

try:  # needed where these tests are run, and by nothing else
    import pypdfium2
    import zxingcpp
except ImportError:
    pypdfium2 = zxingcpp = None
from freezegun import freeze_time
from pdfminer.high_level import extract_text

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestLabel(ArchiveCase):
    """Labels with codes a scanner reads, on the paper that was chosen (C2)."""

    def _wizard(self, documents, label_format="a4_24", user=None, **vals):
        self._forget()
        label_format = self.env.ref(f"property_archive.label_format_{label_format}")
        return (
            self.env["property.archive.label.wizard"]
            .with_user(user or self.archivist)
            .with_context(active_model=documents._name, active_ids=documents.ids)
            .create({"format_id": label_format.id, **vals})
        )

    def _pdf(self, wizard):
        with self.allow_pdf_render():
            return wizard.with_context(force_report_rendering=True)._render_pdf()

    def _pages(self, content):
        """The pages as images, at 300 points an inch, as a printer would."""
        self.assertTrue(pypdfium2, "pip install -r setup/requirements-test.txt")
        return [page.render(scale=300 / 72).to_pil() for page in pypdfium2.PdfDocument(content)]

    def _read(self, image):
        return [(code.text, code.position.top_left) for code in zxingcpp.read_barcodes(image)]

    def _svg(self, wizard):
        return b"".join(
            base64.b64decode(sheet.partition(",")[2]) for sheet in wizard._sheets()
        ).decode()

    def _words(self, drawing):
        """What is written on a drawing: a long text stands in lines, on a spine in letters."""
        return "".join(re.findall(r">([^<]+)</text>", drawing))

    def test_a_page_of_24_labels_is_read_by_a_scanner(self):
        records = self._draft()
        for _copy in range(23):
            records |= self._draft()
        records.sudo()._file()
        content = self._pdf(self._wizard(records))
        (page,) = self._pages(content)
        self.assertEqual([round(side * 25.4 / 300) for side in page.size], [210, 297])
        found = self._read(page)
        self.assertEqual({text for text, _place in found}, set(records.mapped("reference")))
        self.assertEqual(len(found), 24)
        # every symbol lies on the label of its own, as it is cut on the sheet
        cells = {
            (int(place.x * 25.4 / 300 / 70), int((place.y * 25.4 / 300 - 0.5) / 37))
            for _text, place in found
        }
        self.assertEqual(cells, {(column, row) for column in range(3) for row in range(8)})

    def test_barcodes_on_a_sheet(self):
        records = self._file()
        for _copy in range(2):
            records |= self._file()
        (page,) = self._pages(self._pdf(self._wizard(records, "a4_24_bars", skip=2)))
        found = self._read(page)
        self.assertEqual({text for text, _place in found}, set(records.mapped("reference")))
        self.assertGreater(min(place.x for text, place in found if text), 0)

    def test_a_roll_has_a_page_for_each_label(self):
        self.cabinet.barcode = "T-CAB-柜"
        places = self.cabinet | self.rack
        pages = self._pages(self._pdf(self._wizard(places, "roll_62")))
        self.assertEqual(len(pages), 2)
        self.assertEqual([round(side * 25.4 / 300) for side in pages[0].size], [62, 40])
        texts = {text for page in pages for text, _place in self._read(page)}
        self.assertEqual(texts, {"T-CAB-柜", "T-RACK"})

    def test_the_spine_shows_the_room_and_follows_the_name(self):
        record = self._file(unit_id=self.unit.id, partner_id=self.owner.id)
        wizard = self._wizard(record, "a4_spine", kind="spine")
        drawing = self._svg(wizard)
        self.assertIn("3-2-1501", self._words(drawing))
        self.assertIn("张伟", self._words(drawing))
        self.owner.name = "李娜"
        self.assertIn("李娜", self._words(self._svg(wizard)))
        content = self._pdf(wizard)
        self.assertEqual([t for t, _p in self._read(self._pages(content)[0])], [record.reference])
        self.assertIn("3-2-1501", "".join(extract_text(io.BytesIO(content)).split()))

    def test_labels_name_all_owners_where_they_may_name_any(self):
        wife = self.env["res.partner"].create({"name": "王小芳"})
        people = {"partner_id": self.owner.id, "joint_partner_ids": [(6, 0, wife.ids)]}
        record = self._file(unit_id=self.unit.id, **people)
        spine = self._words(self._svg(self._wizard(record, "a4_spine", kind="spine")))
        self.assertIn("张伟、王小芳", spine)
        for user in (self.archivist, self.clerk):
            self._clear(user)
        record = self._file(category=self.owners, unit_id=self.unit.id, **people)
        labels = self.env["property.archive.label"]
        for told in (False, True):
            # a secret file is named only where its category says so and the box is locked
            record.sudo().category_id.label_names = told
            record.sudo().location_id.locked = told
            for kind in ("record", "spine"):
                with self.subTest(told=told, kind=kind):
                    words = str(labels._label_of(record, kind))
                    for name in ("张伟", "王小芳"):
                        self.assertEqual(name in words, told)

    def test_nothing_overflows_and_every_code_is_read(self):
        titles = (
            "关于锦绣花园三期地下车库照明系统、消防联动控制系统及给排水管网整体更换工程施工组织设计"
            "方案的请示及批复（含全部附图、附表与会审纪要）",
            "Annual inspection report for elevator No. 3, building 12, phase III of the estate",
            "W" * 80,
            "工程部2024年第1季度电梯维保记录表",
        )
        long = self.papers.copy({"code": "T-DTWB-JXHY3Q-B2-CK-ZMXT", "name": "工程档案"})
        records = self.env["property.archive.record"]
        for number, title in enumerate(titles):
            records |= self._file(name=title, category=long if number % 2 else None)
        codes = set(records.mapped("reference"))
        formats = self.env["property.archive.label.format"].search([])
        self.assertGreater(len(formats), 5)
        for label_format in formats:
            upright = label_format.label_height > label_format.label_width
            with self.subTest(label_format=label_format.name):
                wizard = self._wizard(records, kind="spine" if upright else "record")
                wizard.format_id = label_format
                pages = self._pages(self._pdf(wizard))
                self.assertEqual(len(pages), -(-len(records) // label_format.per_page))
                found = [text for page in pages for text, _place in self._read(page)]
                self.assertEqual((len(found), set(found)), (len(records), codes))
                self._assert_inside(pages[0], label_format, len(records))

    def _assert_inside(self, page, label_format, count):
        """Nothing is printed but where the labels are, and not at the edge of a sheet."""
        scale = 300 / 25.4
        grey = page.convert("L")
        self.assertLess(grey.getextrema()[0], 100)
        for index in range(min(count, label_format.per_page)):
            left, top, width, height = label_format._printable(index)
            box = [left - 0.4, top - 0.4, left + width + 0.4, top + height + 0.4]
            grey.paste(255, [round(side * scale) for side in box])
        self.assertGreater(grey.getextrema()[0], 200)

    def test_no_label_tells_a_confidential_title(self):
        self._clear(self.archivist)
        self._clear(self.clerk)
        record = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        for kind in ("record", "spine"):
            drawing = self._svg(self._wizard(record, kind=kind))
            self.assertNotIn("秘密标题", drawing)
            self.assertNotIn("张伟", drawing)
            self.assertIn(record.reference, self._words(drawing))
            self.assertIn("Ownerfiles", self._words(drawing).replace(" ", ""))

    def test_the_file_says_what_it_holds(self):
        first, second = self._file(), self._file()
        self.assertEqual(
            self._wizard(first)._file_name(), f"Labels, Record, {first.reference}, 2024-06-03"
        )
        wizard = self._wizard(first | second, kind="spine", copies=2)
        self.assertEqual(wizard._file_name(), "Labels, Spine of a volume, 4 labels, 2024-06-03")

    def test_text_is_text(self):
        record = self._file(name="<script>&")
        self.assertIn("&lt;script&gt;&amp;", self._svg(self._wizard(record)))

    def test_refusals(self):
        with self.assertRaisesRegex(UserError, "Without a code"):
            self._wizard(self._draft(user=self.archivist))._sheets()
        with self.assertRaises(AccessError):
            self._wizard(self._file(), user=self.clerk)
        with self.assertRaisesRegex(UserError, "not for what was chosen"):
            self._wizard(self._file(), kind="place")._sheets()
        label_format = self.env.ref("property_archive.label_format_a4_24")
        with self.assertRaisesRegex(ValidationError, "more than the paper"):
            label_format.with_user(self.head).columns = 4
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            label_format.with_user(self.archivist).columns = 2
