import base64
import io
import zipfile
from ast import literal_eval

from freezegun import freeze_time
from PIL import Image
from pypdf import PdfWriter

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ...reading.pages import page_count_of
from ...reading.whole import trouble_of
from ..common import ArchiveCase


def _pdf(password=None, pages=1):
    writer, stream = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        writer.add_blank_page(100, 100)
    if password is not None:
        writer.encrypt(password, "owner")
    writer.write(stream)
    return stream.getvalue()


def _picture(kind):
    stream = io.BytesIO()
    Image.effect_noise((300, 300), 50).convert("RGB").save(stream, kind)
    return stream.getvalue()


def _docx(name="word/document.xml"):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr(name, b"<w/>" * 500)
    return stream.getvalue()


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestWholeFiles(ArchiveCase):
    """A permanent archive holds no file that nobody can open, unless an archivist says so (A8)."""

    def test_what_cannot_be_opened(self):
        jpeg = _picture("JPEG")
        for data, name, trouble in (
            (_pdf(), "a.pdf", None),
            (_pdf(""), "asks not to be copied.pdf", None),
            (_pdf("secret"), "a.pdf", "locked"),
            (_pdf()[:-200], "a.pdf", "damaged"),
            (b"%PDF-1.4 torn", "a.pdf", "damaged"),
            (_pdf(pages=0), "a.pdf", "empty"),
            (b"\n \n", "a.txt", "empty"),
            (_docx(), "a.docx", None),
            (_docx()[:200], "a.docx", "damaged"),
            (_docx("xl/workbook.xml"), "a.docx", "other"),
            (jpeg, "a.JPG", None),
            (jpeg, "a.pdf", "other"),
            (jpeg[: len(jpeg) // 2], "a.jpg", "damaged"),
            (_picture("PNG"), "a.png", None),
            (_picture("PNG")[:900], "a.png", "damaged"),
            ("合同".encode("gb18030"), "a.txt", None),
            (_pdf(), "a.txt", "other"),
            (b"anything", "no extension", None),
            (b"anything", "a.dwg", None),
        ):
            with self.subTest(name=name, size=len(data)):
                self.assertEqual(trouble_of(data, name), trouble)

    def test_a_scan_says_how_many_pages_it_has(self):
        for data, pages in (
            (_pdf(pages=3), 3),
            (_picture("PNG"), 1),
            (b"%PDF-1.4 torn", 0),
            (_pdf("secret", pages=2), 0),
            (_docx(), 0),
        ):
            self.assertEqual(page_count_of(data), pages)

    def test_a_scan_added_to_a_piece_fills_its_row(self):
        form = Form(self.env["property.archive.record"].with_user(self.clerk))
        form.category_id = self.papers
        with form.enclosure_ids.new() as piece:
            piece.file_name = "Report of the inspection.pdf"
            piece.file = base64.b64encode(_pdf(pages=3)).decode()
            self.assertTrue(piece.present)
            self.assertEqual(piece.page_count, 3)
            self.assertEqual(piece.name, "Report of the inspection")

    def test_filed_with_the_word_of_the_archivist_only(self):
        record = self._draft(content=None)
        piece = record.enclosure_ids[0]
        piece.write({"file": base64.b64encode(_pdf("secret")), "file_name": "锁.pdf"})
        self.assertEqual(piece.file_trouble, "locked")
        self.assertIn(piece, piece.search([("file_trouble", "!=", False)]))
        with self.assertRaisesRegex(UserError, "锁.pdf"):
            self._hand_over(record)
        line = record.sudo().handover_line_ids
        line.with_user(self.archivist).files_kept = True
        line.with_user(self.archivist).action_accept()
        self.assertEqual(line.result, "accepted")

    def test_those_filed_already_are_listed(self):
        self._clear(self.archivist)
        good, bad = self._file(), self._file()
        # as an older version took it in, and as the job after an upgrade looks at it
        file = bad.sudo().enclosure_ids.attachment_id[:1]
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = NULL, db_datas = %s, name = 'a.pdf',"
            " archive_file_trouble = NULL WHERE id = %s",
            (b"%PDF-1.4 torn", file.id),
        )
        file.invalidate_recordset()
        file._archive_look()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action_trouble"
        )
        records = self.env["property.archive.record"].with_user(self.archivist)
        found = records.search(literal_eval(action["domain"]))
        self.assertIn(bad, found)
        self.assertNotIn(good, found)
        self.assertEqual(found.filtered(lambda r: r == bad).file_trouble_count, 1)
        # a version that can be opened takes it off the list
        self._change(bad, "b.pdf", _pdf())
        self._forget()
        self.assertNotIn(bad, records.search(literal_eval(action["domain"])))
        self.assertEqual(bad.file_trouble_count, 0)

    def _change(self, record, name, data, user=None, **vals):
        """An amendment that brings a new version of the first piece."""
        piece = record.sudo().enclosure_ids.filtered("attachment_id")[:1]
        self.env["property.archive.grant"].flush_model()
        amendment = (
            self.env["property.archive.amendment"]
            .with_user(user or self.clerk)
            .create(
                {
                    "record_id": record.id,
                    "reason": "damaged",
                    "file_ids": [
                        (0, 0, {"enclosure_id": piece.id, "name": piece.name, "file_name": name,
                                "file": base64.b64encode(data), **vals})
                    ],
                }
            )
        )  # fmt: skip
        amendment.action_submit()
        amendment.with_user(self.service_head).action_approve()
        return amendment

    def test_an_amendment_asks_as_the_handover_does(self):
        self._clear(self.archivist)
        record = self._file()
        for user, vals in ((self.clerk, {}), (self.clerk, {"files_kept": True}), (None, {})):
            with self.assertRaisesRegex(UserError, "锁.pdf cannot be opened"):
                self._change(record, "锁.pdf", _pdf("x"), user or self.archivist, **vals)
        amendment = self._change(record, "锁.pdf", _pdf("x"), self.archivist, files_kept=True)
        self.assertEqual(amendment.sudo().state, "done")
