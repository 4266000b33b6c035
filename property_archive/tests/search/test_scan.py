import base64
import io
import subprocess
import sys
from pathlib import Path

from freezegun import freeze_time
from PIL import Image, ImageDraw, ImageFont, TiffImagePlugin  # noqa: F401 (Odoo loads it not)

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ...models.search import ir_attachment_scan
from ...scan import reader as scan_reader
from ...scan.reader import ReaderDiedError, ScanReader, UnreadableError
from .test_search import ENCLOSURE, NOW_OPEN, SearchCase, _docx

LOGGER = "odoo.addons.property_archive.models.search.ir_attachment_scan"


def _page(*lines):
    """A picture of some lines of text, as a scanner makes it of paper."""
    image = Image.new("RGB", (800, 100 + 70 * len(lines)), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype("NotoSansCJK-Regular.ttc", 36, index=2)
    for index, line in enumerate(lines):
        draw.text((60, 50 + 70 * index), line, font=font, fill=(40, 40, 40))
    return image.rotate(0.6, fillcolor="white")


def _scan(kind, *pages):
    buffer = io.BytesIO()
    first, *rest = (page.copy() for page in pages)  # saving leaves traces on a picture
    first.save(buffer, kind, save_all=bool(rest), append_images=rest)
    return buffer.getvalue()


class _EndsAt(ScanReader):
    """A reader whose process does not survive a page."""

    deadly = None

    def page(self, number):
        if number == self.deadly:
            self.process.kill()
        return super().page(number)


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestScan(SearchCase):
    """A scan is found by its words, by whoever may read it and nobody else (G3)."""

    def _with_file(self, content, name, torn=False, **vals):
        record = self._draft(content=None, **vals)
        record.enclosure_ids[0].write({"file": base64.b64encode(content), "file_name": name})
        self._hand_over(record, **({"files_kept": True} if torn else {}))
        self._read_files()
        self._forget()
        return record.sudo()

    def _read_scans(self):
        self._read_files()
        with self.enter_registry_test_mode():
            self.env.ref("property_archive.ir_cron_read_scans").method_direct_trigger()
        self.env.invalidate_all()

    def _read(self, file, reader):
        """One try to read a file, in a transaction as the job's."""
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            done = file.with_env(self.env(cr=cr, su=True))._archive_read_scan(reader, 0)
        self.env.invalidate_all()
        return done

    def _finds(self, user, text):
        return self._find(user, text, "file_text")

    # -- what is found ------------------------------------------------------------------------

    def test_scans_are_found_by_their_words_after_a_broken_file(self):
        first, second = _page("装修押金退还申请", "编号 ZC-2024-0118"), _page("业主签字确认")
        kinds = {
            "scan.pdf": _scan("PDF", first, second),
            "scan.tiff": _scan("TIFF", first, second),
            "scan.jpg": _scan("JPEG", first),
        }
        records = {name: self._with_file(content, name) for name, content in kinds.items()}
        broken = self._with_file(b"%PDF-1.4 is torn here", "torn.pdf", torn=True)
        torn = broken.enclosure_ids.attachment_id
        pieces = broken.enclosure_ids.union(*(r.enclosure_ids for r in records.values()))
        self.assertEqual(set(pieces.mapped("text_state")), {"waiting"})
        self.assertFalse(self._finds(self.archivist, "押金退还"))
        with mute_logger(LOGGER):
            self._read_scans()

        found = {
            "装修押金退还": set(records),
            "zc-2024-0118": set(records),
            "签字": {"scan.pdf", "scan.tiff"},
            "押金 签字确认": {"scan.pdf", "scan.tiff"},
            "电梯": set(),
        }
        for text, names in found.items():
            self.assertEqual(
                {n for n, record in records.items() if record in self._finds(self.archivist, text)},
                names,
                text,
            )
        self.assertEqual(records["scan.pdf"].enclosure_ids.attachment_id.archive_scan_state, "read")
        self.assertEqual(torn.archive_scan_state, "failed")
        self.assertEqual(pieces.mapped("text_state"), ["failed", *["found"] * len(records)])
        # and none of them is looked at again
        self.assertFalse(self.env["ir.attachment"]._archive_next_scan())

    def test_only_its_readers_find_a_scan(self):
        record = self._with_file(
            _scan("PNG", _page("绝密内容甲乙")),
            "scan.png",
            category=self.owners,
            **self._subject(),
        )
        self._read_scans()
        self.assertIn("绝密内容", record.enclosure_ids.attachment_id.index_content)
        for user in (self.clerk, self.archivist, self.engineer, self.head):
            self._assert_silent(user, record, "绝密内容", "file_text")
        self._grant(self.archivist, record, *NOW_OPEN)
        self.assertIn(record, self._finds(self.archivist, "绝密内容"))
        self.assertNotIn(record, self._finds(self.archivist2, "绝密内容"))

    def test_a_text_file_is_no_scan(self):
        text = "合同条款" * 60
        for content, name in ((text.encode(), "a.txt"), (_docx(text), "a.docx")):
            self._with_file(content, name)
        self.assertFalse(self.env["ir.attachment"]._archive_next_scan())

    # -- what goes wrong ----------------------------------------------------------------------

    def test_a_file_that_takes_the_server_with_it_is_given_up(self):
        record = self._with_file(_scan("PNG", _page("危险的话")), "scan.png")
        file = record.enclosure_ids.attachment_id.sudo()
        for tries in range(ir_attachment_scan._TRIES):
            self.assertEqual(self.env["ir.attachment"]._archive_next_scan(), file)
            self.assertEqual(file.archive_scan_tries, tries)
            # what the database holds after the server was stopped in the middle
            file._archive_write_text(False, archive_scan_state="open", archive_scan_tries=tries + 1)
        self.assertEqual(self._read(file, ScanReader()), 1)
        self.assertEqual(file.archive_scan_state, "failed")
        self.assertFalse(self.env["ir.attachment"]._archive_next_scan())

    def test_a_long_file_goes_on_after_a_page_that_ends_the_process(self):
        self.patch(ir_attachment_scan, "_PAGES", 3)
        pages = (_page(f"第{n}页的话") for n in "一二三四")
        record = self._with_file(_scan("PDF", *pages), "scan.pdf")
        file = record.enclosure_ids.attachment_id
        with _EndsAt() as reader:
            reader.deadly = 1
            self.assertEqual(self._read(file, reader), 1)
            self.assertEqual((file.archive_scan_state, file.archive_scan_pages), ("open", 1))
            self.assertIn(record, self._finds(self.archivist, "第一页"))
            with mute_logger(LOGGER):
                self.assertEqual(self._read(file, reader), 0)
            self.assertEqual((file.archive_scan_pages, file.archive_scan_tries), (2, 1))
        self._read_scans()
        self.assertEqual((file.archive_scan_state, file.archive_scan_pages), ("read", 3))
        self.assertIn(record, self._finds(self.archivist, "第一页 第三页"))
        for left_out in ("第二页", "第四页"):
            self.assertNotIn(record, self._finds(self.archivist, left_out))

    def test_bombs(self):
        buffer = io.BytesIO()
        Image.new("1", (40_000, 4_000)).save(buffer, "PNG")
        with ScanReader() as reader:
            self.assertEqual(reader.open(buffer.getvalue(), "image/png"), 1)
            with self.assertRaises(UnreadableError):
                reader.page(0)
            for junk in (b"", b"%PDF-1.4", b"\xff\xd8\xff\xe0 no picture"):
                for mimetype in ("application/pdf", "image/jpeg"):
                    with self.assertRaises(UnreadableError):
                        reader.open(junk, mimetype)
            pid = reader.process.pid
            reader.open(_scan("JPEG", _page("还在工作")), "image/jpeg")
            self.assertEqual((reader.page(0), reader.process.pid), ("还在工作", pid))
            reader.seconds = 0.001
            with self.assertRaises(ReaderDiedError):
                reader.page(0)
            self.assertFalse(reader.process)

    def test_the_process_asks_nobody(self):
        connect = "import worker, socket; worker._bound(); socket.create_connection(('::1', 1))"
        tried = subprocess.run(
            [sys.executable, "-c", connect],
            cwd=Path(scan_reader.__file__).parent,
            capture_output=True,
            text=True,
        )
        self.assertIn("PermissionError: who reads files asks nobody", tried.stderr)

    # -- guards and state ---------------------------------------------------------------------

    def test_nobody_else_says_what_a_scan_says(self):
        record = self._with_file(_scan("PNG", _page("原来的话")), "scan.png")
        file = record.enclosure_ids.attachment_id
        for user in (self.clerk, self.archivist, self.env.ref("base.user_admin")):
            for vals in ({"index_content": "别的话"}, {"archive_scan_state": "read"}):
                with self.assertRaises(UserError):
                    file.with_user(user).write(vals)
            with self.assertRaises(AccessError):
                file.with_user(user).read(["archive_scan_state"])
        with self.assertRaises(UserError):
            file.sudo().write({"archive_scan_state": "read"})

    def test_the_same_bytes_keep_their_text_and_others_are_read(self):
        record = self._draft(content=None)
        scan = base64.b64encode(_scan("PNG", _page("原来的话")))
        record.enclosure_ids[0].write({"file": scan, "file_name": "scan.png"})
        file = record.enclosure_ids.attachment_id.sudo()
        self._read_files()
        file._archive_write_text("原来的话", archive_scan_state="read", archive_scan_pages=1)
        file.write({"raw": file.raw})
        self.assertEqual((file.index_content, file.archive_scan_state), ("原来的话", "read"))
        self.assertNotEqual(self.env["ir.attachment"]._archive_next_scan(), file)
        file.write({"raw": _scan("PNG", _page("后来的话"))})
        self.assertEqual((file.index_content, file.archive_scan_pages), (False, 0))
        self._read_files()
        self.assertEqual(self.env["ir.attachment"]._archive_next_scan(), file)

    def test_settings_say_whether_scans_are_read(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.archive_scans, "on")
        record = self._with_file(_scan("PNG", _page("没有人读")), "scan.png")
        self.patch(scan_reader, "LIBRARIES", ("rapidocr", "no_such_library"))
        settings.invalidate_recordset()
        self.assertEqual(settings.archive_scans, "off")
        self._read_scans()
        self.assertFalse(record.enclosure_ids.attachment_id.archive_scan_state)
        self.assertEqual(record.enclosure_ids.text_state, "none")

    def test_an_index_holds_what_is_due(self):
        self._with_file(_scan("PNG", _page("话")), "scan.png")
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        plan = self.env.execute_query(
            SQL(
                "EXPLAIN SELECT id FROM ir_attachment WHERE %s ORDER BY id DESC LIMIT 1",
                SQL(ir_attachment_scan._DUE),
            )
        )
        self.assertIn("ir_attachment_archive_scan_idx", str(plan))
        self.assertIn(ENCLOSURE, ir_attachment_scan._DUE)
