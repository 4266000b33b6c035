import base64
import io
import time
import zipfile
from email.message import EmailMessage

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from odoo.tests import tagged

from ...reading.form import in_one_form, question_words
from ...reading.text import page_text, pages_of
from ..common import ArchiveCase

_OFD = (
    '<ofd:Page xmlns:ofd="o"><ofd:TextObject><ofd:TextCode>{}</ofd:TextCode></ofd:TextObject>'
    "</ofd:Page>"
)


def _ofd(*pages):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("OFD.xml", "<ofd/>")
        for number, text in enumerate(pages):
            package.writestr(f"Doc_0/Pages/Page_{number}/Content.xml", _OFD.format(text))
    return stream.getvalue()


def _mail(charset, attached=None):
    message = EmailMessage()
    message["Subject"], message["From"] = "关于电梯", "a@example.com"
    message["To"] = "b@example.com"
    message.set_content("请查收维保合同", charset=charset)
    if attached:
        message.add_attachment(attached, maintype="application", subtype="ofd", filename="版式.ofd")
    return message.as_bytes()


@tagged("post_install", "-at_install")
class TestTextKinds(ArchiveCase):
    """What a file says, in the one form in which it is compared (G3)."""

    def _text(self, data, name):
        pages = pages_of(data, name)
        return "\n".join(page_text(pages, number) for number in range(len(pages)))

    def test_pages_of_ofd_in_their_order(self):
        text = self._text(_ofd(*(f"第{number}页" for number in range(12))), "a.ofd")
        self.assertEqual(text.replace("\n", ""), "".join(f"第{n}页" for n in range(12)))

    def test_mail_with_what_hangs_on_it(self):
        for charset in ("gb2312", "gb18030", "utf-8"):
            for name in ("往来.eml", "往来.txt"):
                text = self._text(_mail(charset, _ofd("附件的话")), name)
                for words in ("关于电梯", "维保合同", "版式.ofd", "附件的话"):
                    self.assertIn(words, text, charset)

    def test_one_form_for_text_and_question(self):
        for written, asked in (
            ("⽤⼾⼿册", "用户手册"),
            ("⻓江⻔业⻢路", "长江门业马路"),
            ("张　伟", "张伟"),
            ("ＺＣ－２０２４", "ZC-2024"),
            ("装修押\n金", "装修押金"),
            ("合同(cid:12)(cid:7)条款", "合同条款"),
            ("用\u200b户", "用户"),
        ):
            self.assertEqual(in_one_form(written), asked)
            if "cid" not in written:
                self.assertEqual(question_words(written.replace("\n", "")), [asked])
        self.assertEqual(question_words("张 伟 装修 押金"), ["张伟", "装修", "押金"])

    def test_a_long_text_does_not_hold_up_its_upload(self):
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        stream = io.BytesIO()
        paper = canvas.Canvas(stream)
        for page in range(700):
            paper.setFont("STSong-Light", 10)
            for line in range(45):
                paper.drawString(50, 800 - 16 * line, "押金退还申请" * 7 + f"{page}-{line}")
            paper.showPage()
        paper.save()
        record = self._draft(content=None)
        used = time.process_time()
        record.enclosure_ids[0].write(
            {"file": base64.b64encode(stream.getvalue()), "file_name": "long.pdf"}
        )
        self.assertLess(time.process_time() - used, 3)  # of the processor; its text would take 60
        file = record.sudo().enclosure_ids.attachment_id
        self.assertFalse(file.index_content)
        self.assertFalse(file.archive_text_state)
