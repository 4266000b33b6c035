import io
import random
import zipfile

import openpyxl
import xlsxwriter
from freezegun import freeze_time
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from odoo.tests import tagged

from ...models.scheme.home import read_home
from ...register_text import clean, lost_end, parse_number, parse_share, read_day, split_phones
from .test_register_files import _XLS, _XLSX, HEAD, RegisterFileCase

_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#: A number on an identity card as GB 11643 makes it: of a person who does not exist.
_CARD = "11010119900101001X"


def _excel(rows, shared, date1904=False):
    """A workbook with a hidden first sheet, a merged title and shared and inline strings."""
    first = f'<worksheet xmlns="{_NS}"><sheetData/></worksheet>'
    types = "".join(
        f'<Override PartName="/xl/{part}" ContentType="application/vnd.openxmlformats-'
        f'officedocument.spreadsheetml.{kind}+xml"/>'
        for part, kind in (
            ("workbook.xml", "sheet.main"),
            ("worksheets/sheet1.xml", "worksheet"),
            ("worksheets/sheet2.xml", "worksheet"),
            ("sharedStrings.xml", "sharedStrings"),
            ("styles.xml", "styles"),
        )
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_REL}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            (
                ("worksheet", "worksheets/sheet1.xml"),
                ("worksheet", "worksheets/sheet2.xml"),
                ("sharedStrings", "sharedStrings.xml"),
                ("styles", "styles.xml"),
            ),
            1,
        )
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels"'
        f' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1"'
        f' Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{links}'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{_NS}" xmlns:r="{_REL}"><workbookPr'
        f' date1904="{int(date1904)}"/><sheets><sheet name="旧" sheetId="1" state="hidden"'
        ' r:id="rId1"/><sheet name="目录" sheetId="2" r:id="rId2"/></sheets></workbook>',
        "xl/styles.xml": f'<styleSheet xmlns="{_NS}"><numFmts count="1"><numFmt numFmtId="164"'
        ' formatCode="0000"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill>'
        "<patternFill/></fill>"
        '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/>'
        '</cellStyleXfs><cellXfs count="4"><xf/><xf numFmtId="14" applyNumberFormat="1"/>'
        '<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="9" applyNumberFormat="1"/>'
        "</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{_NS}">'
        + "".join(f"<si>{text}</si>" for text in shared)
        + "</sst>",
        "xl/worksheets/sheet1.xml": first,
        "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{_NS}"><sheetData>{rows}</sheetData>'
        '<mergeCells count="1"><mergeCell ref="A1:H1"/></mergeCells></worksheet>',
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return stream.getvalue()


def _row_xml(*cells):
    return "<row>" + "".join(cells) + "</row>"


def _inline(text):
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestRegisterDamage(RegisterFileCase):
    """Whatever a cell has become, a line tells it in words or has the right value (G4)."""

    # -- homes --------------------------------------------------------------------------------

    def test_one_home_in_every_spelling(self):
        for spellings in (
            "3-2-1501 3栋2单元1501室 三栋二单元一五〇一 ３－２－１５０１ 3棟2單元1501號 3座2門1501"
            " 3号楼2单元15层1501 三号楼二单元十五层一五〇一 第3栋第2单元1501 3.2.1501 3#2-1501"
            " 3幢-2-1501户 3_2_1501 3–2–1501",
            "A座1501 ａ座１５０１ A座15层1501室 A栋1501 Ａ－1501",
            "3-2-1501/1502 3-2-1501、1502 3-2-1501+1502 3栋2单元1502+1501",
            "车位B1-023 负一层车位23 地下一层023号车位 B1-23车位 地下1层车位023 Ｂ１层车位２３",
            "商铺A-01 商鋪A-1 店铺Ａ－０１",
            "一期3栋2单元1501 1期3-2-1501",
        ):
            keys = {text: read_home(text).text() for text in spellings.split()}
            self.assertEqual(len(set(keys.values())), 1, keys)
            self.assertTrue(all(keys.values()), keys)
        # a room without a building, and nothing at all, is told and not guessed
        for text in ("1501", "2单元301", "没有", "#N/A", "-", ""):
            self.assertFalse(read_home(text).room, text)

    def test_homes_at_random_are_read_as_they_were_written(self):
        seed = random.randrange(1 << 30)
        draw, full = random.Random(seed), str.maketrans("0123456789", "０１２３４５６７８９")
        digits = "〇一二三四五六七八九"
        for _number in range(200):
            building, unit = draw.randint(1, 99), draw.randint(1, 4)
            room = draw.randint(1, 33) * 100 + draw.randint(1, 12)
            words = draw.choice(
                ("{b}-{u}-{r}", "{b}栋{u}单元{r}室", "{b}#{u}-{r}", "{b}号楼{u}单元{r}",
                 "{b}幢{u}門{r}號", "{b} {u} {r}")
            )  # fmt: skip
            text = words.format(b=building, u=f"{unit:02}", r=f"{room:04}")
            text = text.translate(full) if draw.random() < 0.3 else text
            if "单元" in words and draw.random() < 0.3:
                said = "".join(digits[int(digit)] for digit in str(room))
                text = words.format(b=building, u=unit, r=said)
            key = read_home(text).key()
            self.assertEqual(key[1:], (str(building), str(unit), str(room)), f"seed {seed}: {text}")

    # -- texts --------------------------------------------------------------------------------

    def test_what_nobody_sees_is_no_part_of_a_text(self):
        for text in ("\u00a0张伟\u00a0", "张\u200b伟", "\ufeff张伟", "张伟\u200e", " 张\u00ad伟　"):
            self.assertEqual(clean(text), "张伟")
        self.assertEqual(split_phones("+86 13800000000"), ["+8613800000000"])
        self.assertEqual(len(split_phones("13800000000 13900000000")), 2)
        self.assertEqual(parse_number("1,200"), 1200)
        self.assertEqual([parse_share(text) for text in ("120%", "-5", "1/0")], [None] * 3)

    def test_the_last_digits_of_an_identity_card(self):
        self.assertTrue(lost_end("110101199001010000"))
        self.assertFalse(lost_end(_CARD))
        self.assertFalse(lost_end("9144030012345678XA"))

    def test_each_damage_is_told(self):
        head = [*HEAD.split(","), "身份证号", "产权份额", "件数", "备注"]
        for column, text in (
            ("业主姓名", "#N/A"), ("房号", "#REF!"), ("楼栋", "#VALUE!"), ("题名", "#NAME?"),
            ("原档号", "########"), ("页数", "#DIV/0!"), ("备注", "#N/A"), ("业主姓名", "TRUE"),
            ("房号", "FALSE"), ("房号", "=A1&B1"), ("业主姓名", "=VLOOKUP(A1,表!A:B,2,0)"),
            ("原档号", "=+甲"), ("身份证号", "1.1010119900101E+17"),
            ("身份证号", "110101199001010000"), ("电话", "1.38E+10"), ("房号", "1月2日"),
            ("房号", "2-Jan"), ("文件日期", "#N/A"), ("文件日期", "2016-02-30"),
            ("归档日期", "2124-05-09"), ("产权份额", "150%"), ("件数", "三件"), ("页数", "-3"),
            ("类别代码", "\u200b"), ("题名", "\u00a0"),
        ):  # fmt: skip
            with self.subTest(column=column, text=text):
                row = dict(zip(head, [*self._row(), "", "", "", ""], strict=True)) | {column: text}
                lines = self._stage(self._csv(list(row.values()), head=head))
                self.assertTrue(self._check(lines)[0])
                self.Import.action_discard()

    # -- files of text ------------------------------------------------------------------------

    def test_whatever_stands_between_the_columns(self):
        row = ['合同"甲"；乙', "T-SRV", "2016-05-09", "说明,一；二"]
        head = ["题名", "类别", "日期", "备注"]
        for separator in (",", ";", "\t", "|"):
            for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
                with self.subTest(separator=separator, encoding=encoding):
                    text = "\r\n".join(
                        separator.join('"' + cell.replace('"', '""') + '"' for cell in cells)
                        for cells in (head, row)
                    )
                    lines = self._stage(text.encode(encoding))
                    self.assertEqual((lines.name, lines.note), (row[0], row[3]))
                    self.assertEqual(self._check(lines), [""])
                    self.Import.action_discard()

    def test_one_column_is_read_and_told_what_it_lacks(self):
        lines = self._stage("题名\r\n会议纪要\r\n".encode())
        self.assertEqual(lines.name, "会议纪要")
        self.assertIn("category is missing", self._check(lines)[0])

    def test_files_at_random_come_in_as_they_are(self):
        seed = random.randrange(1 << 30)
        draw = random.Random(seed)
        surnames, given = "王李张刘陈杨赵黄周吴欧", "伟芳娜敏静丽强磊军洋勇艳杰娟涛喆堃"
        for _number in range(20):
            encoding = draw.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"))
            rows, told = [], []
            for room in range(5):
                name = draw.choice(surnames) + "".join(draw.choices(given, k=2))
                year, month, day = (
                    draw.randint(1990, 2023),
                    draw.randint(1, 12),
                    draw.randint(1, 28),
                )
                form = draw.choice(("{}-{:02}-{:02}", "{}/{}/{}", "{}年{}月{}日", "{}.{}.{}"))
                rows.append(self._row(room=str(101 + room), 业主姓名=name, 题名=f"档案{room}",
                                      文件日期=form.format(year, month, day),
                                      归档日期=""))  # fmt: skip
                told.append((name, f"{year}-{month:02}-{day:02}"))
            lines = self._stage(self._csv(*rows, encoding=encoding))
            self.assertEqual(
                [(line.partner_name, str(read_day(line.date_document).date)) for line in lines],
                told,
                f"seed {seed}, {encoding}",
            )
            self.Import.action_discard()

    # -- workbooks ----------------------------------------------------------------------------

    def test_a_workbook_as_excel_writes_it(self):
        shared = ["<t>题名</t>", "<t>类别</t>", "<t>日期</t>", "<t>会议</t>",
                  "<r><t>纪</t></r><r><t>要</t></r><rPh sb='0' eb='1'><t>jì</t></rPh>"]  # fmt: skip
        for date1904 in (False, True):
            serial = 42499 - (1462 if date1904 else 0)
            rows = (
                _row_xml(_inline("二〇一六年总目录"))
                + _row_xml(*(f'<c t="s"><v>{n}</v></c>' for n in range(3)), _inline("原档号"),
                           _inline("备注"))
                + _row_xml('<c t="s"><v>4</v></c>', _inline("T-SRV"),
                           f'<c s="1"><v>{serial}</v></c>',
                           '<c s="2"><v>12</v></c>', '<c t="str"><f>A2</f><v>算出来的</v></c>')
                + _row_xml('<c t="s"><v>3</v></c>', _inline(" T-SRV\u00a0"),
                           '<c t="d"><v>2016-05-09T00:00:00</v></c>', _inline("0013"),
                           "<c><f>CONCATENATE(A3,B3)</f></c>")
                + _row_xml('<c t="s"><v>3</v></c>', _inline("T-SRV"), '<c t="e"><v>#N/A</v></c>',
                           '<c t="b"><v>1</v></c>', "<c/>")
            )  # fmt: skip
            lines = self._stage(_excel(rows, shared, date1904), "register.xlsx", _XLSX)
            self.assertEqual(lines.mapped("name"), ["纪要", "会议", "会议"])
            self.assertEqual(lines.mapped("reference"), ["0012", "0013", "True"])
            days = [read_day(text) for text in lines.mapped("date_document")]
            self.assertEqual([str(day and day.date) for day in days],
                             ["2016-05-09", "2016-05-09", "None"])  # fmt: skip
            self.assertEqual(lines[0].note, "算出来的")
            errors = self._check(lines)
            self.assertFalse(errors[0])
            self.assertIn("CONCATENATE", errors[1])
            self.assertIn("#N/A", errors[2])
            self.assertIn("True", errors[2])
            self.Import.action_discard()

    def test_numbers_as_their_cells_show_them(self):
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream)
        sheet = book.add_worksheet()
        head = [*HEAD.split(","), "产权份额", "身份证号"]
        sheet.write_row(0, 0, head)
        sheet.write_row(1, 0, self._row(业主姓名="甲、乙"))
        percent, money = (
            book.add_format({"num_format": "0%"}),
            book.add_format({"num_format": "¥0"}),
        )
        sheet.write_number(1, head.index("页数"), 12, money)
        sheet.write_number(1, head.index("产权份额"), 1, percent)
        sheet.write_number(1, head.index("身份证号"), 110101199001010011)
        book.close()
        line = self._stage(stream.getvalue(), "register.xlsx", _XLSX)
        self.assertEqual((line.page_count, line.share), ("12", "100%"))
        self.assertIn("lost its digits", self._check(line)[0])

    def test_days_of_a_workbook_of_1904(self):
        book = openpyxl.Workbook()
        book.epoch = CALENDAR_MAC_1904
        book.active.append(["题名", "类别", "日期"])
        book.active.append(["甲", "T-SRV", read_day("2016-05-09").date])
        stream = io.BytesIO()
        book.save(stream)
        line = self._stage(stream.getvalue(), "register.xlsx", _XLSX)
        self.assertEqual(str(read_day(line.date_document).date), "2016-05-09")

    def test_a_workbook_of_excel_97(self):
        import xlwt  # noqa: PLC0415 (of the tests alone)

        for mode in (False, True):
            book = xlwt.Workbook(encoding="utf-8")
            book.dates_1904 = mode
            book.add_sheet("旧").visibility = 1
            sheet = book.add_sheet("目录")
            book.active_sheet = 1
            sheet.write_merge(0, 0, 0, 3, "档案总目录")
            for column, text in enumerate(("题名", "类别", "日期", "原档号", "备注")):
                sheet.write(1, column, text)
            day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
            padded = xlwt.easyxf(num_format_str="0000")
            sheet.write(2, 0, "会议纪要")
            sheet.write(2, 1, "T-SRV")
            sheet.write(2, 2, read_day("2016-05-09").date, day)
            sheet.write(2, 3, 12, padded)
            sheet.write(2, 4, "①号柜　上层")
            stream = io.BytesIO()
            book.save(stream)
            line = self._stage(stream.getvalue(), "register.xls", _XLS)
            self.assertRecordValues(line, [{"name": "会议纪要", "reference": "0012"}])
            self.assertEqual(str(read_day(line.date_document).date), "2016-05-09")
            self.assertEqual(self._check(line), [""])
            self.Import.action_discard()

    # -- who is who ---------------------------------------------------------------------------

    def test_nobody_is_taken_whose_name_only_looks_the_same(self):
        """Employees, portal users, other companies: each in spellings that compare equal."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        worker = self.clerk.employee_id.work_contact_id or self.clerk.partner_id
        worker.write({"name": "陆 小敏", "phone": "138-0000-0007"})
        portal = self.env["res.users"].create(
            {"name": "ＬＩＮＡ", "login": "t_lina", "phone": "+8613800000008",
             "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)]}
        )  # fmt: skip
        far = self.env["res.partner"].create(
            {"name": "周远", "phone": "13800000009", "archive_document": _CARD,
             "company_id": other.id}
        )  # fmt: skip
        head = [*HEAD.split(","), "身份证号"]
        lines = self._stage(self._csv(
            [*self._row(room="101", 业主姓名="陆小敏", 电话="１３８０００００００７"), ""],
            [*self._row(room="102", 业主姓名="lina", 电话="138 0000 0008"), ""],
            [*self._row(room="103", 业主姓名="周远", 电话="13800000009"), _CARD.lower()],
            [*self._row(room="104", 业主姓名="陆小敏"), ""],
            head=head,
        ))  # fmt: skip
        errors = self._check(lines)
        for error in errors[:2]:
            self.assertIn("contact of an employee or user", error)
        self.assertEqual(errors[2:], ["", ""])
        lines[:2].contact_new = True
        taken = self._confirm().partner_id
        self.assertEqual(len(taken), 4)
        self.assertFalse(taken & (worker | portal.partner_id | far))
