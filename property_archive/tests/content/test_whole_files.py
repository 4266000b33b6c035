import base64
import io
import zipfile

from freezegun import freeze_time
from PIL import Image
from pypdf import PdfWriter

from odoo.exceptions import UserError
from odoo.tests import tagged

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
