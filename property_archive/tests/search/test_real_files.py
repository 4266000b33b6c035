import io
import random
import resource
import shutil
import subprocess
import tempfile
import zlib
from pathlib import Path

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject

from odoo.tests import tagged

from ...reading.form import in_one_form
from ...reading.text import page_text, pages_of
from ...reading.whole import trouble_of
from ..common import ArchiveCase
from .compound_file import message

_WORDS = "用户手册 文件 业户 西区长青路 风机 飞马 鱼池 见证 角落 车位 门禁 金属 青色 高楼 齐全 龙头"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def _text(data, name):
    pages = pages_of(data, name)
    return in_one_form("\n".join(page_text(pages, number) for number in range(len(pages))))


@tagged("post_install", "-at_install")
class TestRealFiles(ArchiveCase):
    """Files as other programs write them are found by their words and can be opened (G3, A8)."""

    def _printed(self, folder):
        """A page as each program here prints it that prints pages."""
        page = folder / "page.html"
        page.write_text(
            f'<html lang="zh-CN"><meta charset="utf-8"><body><p>{_WORDS}</p></body></html>',
            encoding="utf-8",
        )
        browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
        commands = {}
        if browser:
            commands["browser"] = [
                browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={folder / 'browser.pdf'}",
                page.as_uri(),
            ]  # fmt: skip
        if printer := shutil.which("wkhtmltopdf"):
            commands["printer"] = [printer, "--quiet", str(page), str(folder / "printer.pdf")]
        for name, command in commands.items():
            done = subprocess.run(
                command,
                check=False,
                capture_output=True,
                timeout=120,
                # a browser reserves more memory than Odoo leaves to its own process
                preexec_fn=lambda: resource.setrlimit(
                    resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
                ),
            )
            self.assertTrue((folder / f"{name}.pdf").exists(), done.stderr)
            yield name, (folder / f"{name}.pdf").read_bytes()

    def test_what_is_printed_is_found_by_its_words(self):
        with tempfile.TemporaryDirectory() as folder:
            printed = dict(self._printed(Path(folder)))
        self.assertTrue(printed)
        for name, data in printed.items():
            self.assertIsNone(trouble_of(data, f"{name}.pdf"))
            text = _text(data, f"{name}.pdf").replace(" ", "")
            for word in _WORDS.split():
                self.assertIn(word, text, name)

    def test_a_message_of_outlook(self):
        attached = message("附件的主题", "附件的正文")
        for encoding in (None, "gb18030"):
            for body in ("请查收维保合同", "请查收维保合同" + "。电梯年检报告" * 900):
                data = message("关于电梯", body, [("往来.msg", attached)], encoding)
                self.assertIsNone(trouble_of(data, "往来.msg"))
                text = _text(data, "往来.msg")
                for word in ("关于电梯", "维保合同", "物业服务中心", "档案室", "往来.msg",
                             "附件的正文"):  # fmt: skip
                    self.assertIn(word, text, (encoding, len(body)))
                self.assertEqual("年检报告" in text, len(body) > 100)
                self.assertEqual(trouble_of(data[: len(data) // 2], "往来.msg"), "damaged")

    def test_messages_at_random(self):
        seed = random.randrange(1 << 30)
        draw = random.Random(seed)
        for _number in range(100):
            words = ["".join(chr(draw.randint(0x4E00, 0x9FA5)) for _n in range(4)) for _w in "123"]
            body = "，".join(words) * draw.choice((1, 1, 20, 200, 700))
            attached = [
                (f"{draw.choice(words)}.txt", draw.choice(words).encode())
                for _n in range(draw.randint(0, 4))
            ]
            data = message(words[0], body, attached, draw.choice((None, "gb18030")))
            self.assertIsNone(trouble_of(data, "a.msg"), f"seed {seed}")
            text = _text(data, "a.msg")
            for word in (in_one_form(words[0]), *(in_one_form(name) for name, _data in attached)):
                self.assertIn(word, text, f"seed {seed}")

    def test_what_scanners_write_can_be_opened(self):
        draw = random.Random(16)
        pages = []
        for _page in range(3):
            page = Image.new("1", (400, 600), 1)
            for _dot in range(500):
                page.putpixel((draw.randrange(400), draw.randrange(600)), 0)
            pages.append(page)
        files = {}
        for compression in ("group4", "tiff_lzw", "tiff_deflate", "packbits", None):
            stream = io.BytesIO()
            pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:],
                          compression=compression)  # fmt: skip
            files[f"{compression}.tif"] = stream.getvalue()
        for options in ({"quality": 30}, {"progressive": True}, {"dpi": (300, 300)}):
            stream = io.BytesIO()
            pages[0].convert("L").save(stream, "JPEG", **options)
            files[f"{next(iter(options))}.jpg"] = stream.getvalue()
        stream = io.BytesIO()
        pages[0].convert("L").save(stream, "PDF", save_all=True, append_images=pages[1:])
        files["pages.pdf"] = stream.getvalue()
        files["jbig2.pdf"] = self._pdf_of_bits(pages[0])
        for name, data in files.items():
            with self.subTest(name=name):
                self.assertIsNone(trouble_of(data, name))
                self.assertIsNone(trouble_of(data, name.upper()))
                self.assertIn(trouble_of(data[: len(data) // 3], name), ("damaged", "other"))
                # there is no text in it, and that is no fault
                self.assertEqual(_text(data, name).strip(), "")

    def test_scans_at_random(self):
        """A hundred, of all kinds, sizes and depths, some padded; and each cut off somewhere."""
        seed = random.randrange(1 << 30)
        draw = random.Random(seed)
        kinds = {
            "tif": ("TIFF", ("1", "L", "RGB", "CMYK"), True),
            "jpg": ("JPEG", ("L", "RGB", "CMYK"), False),
            "png": ("PNG", ("1", "L", "RGB", "P"), False),
            "bmp": ("BMP", ("1", "L", "RGB"), False),
            "pdf": ("PDF", ("1", "L", "RGB"), True),
        }
        for number in range(100):
            extension = draw.choice(sorted(kinds))
            kind, modes, many = kinds[extension]
            mode = draw.choice(modes)
            pages = [
                Image.frombytes("L", size, draw.randbytes(size[0] * size[1])).convert(mode)
                for size in [(draw.randint(40, 200), draw.randint(40, 200))]
                * (draw.randint(1, 5) if many else 1)
            ]
            options = {"save_all": True, "append_images": pages[1:]} if many else {}
            if kind == "TIFF":
                packings = [None, "tiff_lzw", "tiff_adobe_deflate", "packbits"]
                options["compression"] = draw.choice(packings + ["group4"] * (mode == "1"))
            if kind == "JPEG":
                options |= {"progressive": draw.random() < 0.5, "quality": draw.randint(10, 95)}
            stream = io.BytesIO()
            pages[0].save(stream, kind, dpi=(draw.choice((150, 200, 300, 600)),) * 2, **options)
            data = stream.getvalue()
            name = f"SCAN{number:04}.{draw.choice((extension, extension.upper()))}"
            told = f"seed {seed}: {name} {mode} {options.get('compression')}"
            self.assertIsNone(trouble_of(data, name), told)
            padding = bytes(draw.choice((1, 16, 512, 65536)))
            self.assertIsNone(trouble_of(data + padding, name), told)
            cut = draw.randint(1, len(data) * 9 // 10)
            self.assertIn(trouble_of(data[:cut], name), ("damaged", "other", "empty"), told)

    def _pdf_of_bits(self, page):
        """A page as scanners pack it: its bits by JBIG2, which nothing here unpacks."""
        writer, stream = PdfWriter(), io.BytesIO()
        sheet = writer.add_blank_page(400, 600)
        picture = DecodedStreamObject()
        picture.set_data(zlib.compress(page.tobytes()))
        picture.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Image"),
                NameObject("/Width"): NumberObject(400),
                NameObject("/Height"): NumberObject(600),
                NameObject("/BitsPerComponent"): NumberObject(1),
                NameObject("/ColorSpace"): NameObject("/DeviceGray"),
                NameObject("/Filter"): NameObject("/JBIG2Decode"),
            }
        )
        images = DictionaryObject({NameObject("/Im0"): writer._add_object(picture)})
        sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): images})
        writer.write(stream)
        self.assertEqual(len(PdfReader(io.BytesIO(stream.getvalue())).pages), 1)
        return stream.getvalue()
