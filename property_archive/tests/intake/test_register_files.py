import csv
import datetime
import io
import random

import openpyxl
import xlsxwriter
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.intake.register_import_columns import SYNONYMS, heading_key
from ...register_text import read_day
from ..common import ArchiveCase

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_XLS = "application/vnd.ms-excel"
_OPTIONS = {"has_headers": True, "quoting": '"', "separator": "", "encoding": ""}
#: The headings of a register that somebody kept in Chinese.
HEAD = "题名,类别代码,原档号,楼栋,单元号,房号,业主姓名,电话,文件日期,归档日期,页数,存放位置条码"


class RegisterFileCase(ArchiveCase):
    """A register as a file, read by Odoo's own import screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._clear(cls.archivist)
        cls.Import = cls.env["property.archive.import"].with_user(cls.archivist)
        cls.Record = cls.env["property.archive.record"].with_user(cls.archivist)
        cls.owners.unit_party = "owner"

    def _preview(self, content, name="register.csv", kind="text/csv", **options):
        screen = self.env["base_import.import"].with_user(self.archivist)
        screen = screen.create(
            {"res_model": "property.archive.import", "file": content, "file_name": name,
             "file_type": kind}
        )  # fmt: skip
        return screen, screen.parse_preview({**_OPTIONS, **options})

    def _stage(self, content, name="register.csv", kind="text/csv", **options):
        """The lines of a file, staged as the screen stages them."""
        screen, preview = self._preview(content, name, kind, **options)
        self.assertNotIn("error", preview, preview.get("error"))
        fields = [False] * len(preview["headers"])
        for index, path in preview["matches"].items():
            fields[index] = "/".join(path)
        result = screen.execute_import(fields, preview["headers"], preview["options"])
        self.assertFalse(result["messages"])
        return self.Import.browse(result["ids"])

    def _csv(self, *rows, head=HEAD, encoding="utf-8-sig"):
        stream = io.StringIO()
        writer = csv.writer(stream)
        writer.writerow(head.split(",") if isinstance(head, str) else head)
        writer.writerows(rows)
        return stream.getvalue().encode(encoding)

    def _row(self, building="93", unit="1", room="201", **values):
        row = dict(
            zip(HEAD.split(","), [""] * 12, strict=True)
        ) | {"题名": f"{building}-{room}", "类别代码": "T-OWN", "楼栋": building, "单元号": unit,
             "房号": room, "业主姓名": "测试甲", "文件日期": "2016-05-09", "归档日期": "2016-05-12",
             "页数": "1", "存放位置条码": "T-CAB"}  # fmt: skip
        return list((row | values).values())

    def _check(self, lines):
        self.Import.action_check()
        return [line.error or "" for line in lines]

    def _confirm(self):
        action = self.Import.action_confirm()
        self._forget()
        return self.Record.search(action["domain"], order="id").sudo()


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestWhoIsWho(RegisterFileCase):
    """A name alone identifies nobody (A4, B5)."""

    def test_two_owners_of_one_name_are_two_people(self):
        self._stage(self._csv(self._row(room="101", 业主姓名="王伟"),
                              self._row(room="102", 业主姓名="王伟")))  # fmt: skip
        first, second = self._confirm()
        self.assertNotEqual(first.partner_id, second.partner_id)
        self.assertEqual(first.partner_id.name, "王伟")

    def test_an_owner_of_the_name_of_an_employee_is_another_person(self):
        name = self.clerk.employee_id.name
        self._stage(self._csv(self._row(业主姓名=name)))
        self.assertNotEqual(self._confirm().partner_id, self.clerk.employee_id.work_contact_id)

    def test_the_contact_of_an_employee_or_user_is_asked_for(self):
        portal = self.env["res.users"].create(
            {"name": "李登录", "login": "t_portal_owner", "phone": "12000000055",
             "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)]}
        )  # fmt: skip
        contact = self.clerk.employee_id.work_contact_id or self.clerk.partner_id
        contact.phone = "12000000044"
        lines = self._stage(self._csv(
            self._row(room="101", 业主姓名=contact.name, 电话="12000000044"),
            self._row(room="102", 业主姓名="李登录", 电话="12000000055"),
        ))  # fmt: skip
        for error in self._check(lines):
            self.assertIn("contact of an employee or user", error)
        lines[0].contact_new = True
        lines[1].contact_id = portal.partner_id
        self.assertEqual(self._check(lines), ["", ""])
        first, second = self._confirm()
        self.assertNotIn(first.partner_id, contact | portal.partner_id)
        self.assertEqual(second.partner_id, portal.partner_id)

    def test_name_and_telephone_in_any_spelling_are_one_person(self):
        known = self.env["res.partner"].create({"name": "赵 镕", "phone": "+86 120-0000-0091"})
        self._stage(self._csv(self._row(业主姓名="赵镕", 电话="１２０００００００９１")))
        self.assertEqual(self._confirm().partner_id, known)

    def test_of_two_who_fit_somebody_chooses(self):
        twins = self.env["res.partner"].create([{"name": "孙二", "phone": "12000000022"}] * 2)
        lines = self._stage(self._csv(self._row(业主姓名="孙二", 电话="12000000022")))
        self.assertIn("one of several contacts", self._check(lines)[0])
        lines.contact_id = twins[1]
        self.assertEqual(self._check(lines), [""])
        self.assertEqual(self._confirm().partner_id, twins[1])

    def test_nobody_of_another_company_is_taken(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        there = self.env["res.partner"].create(
            {"name": "周远", "phone": "12000000033", "company_id": other.id}
        )
        self._stage(self._csv(self._row(业主姓名="周远", 电话="12000000033")))
        self.assertNotEqual(self._confirm().partner_id, there)

    def test_the_number_of_an_identity_document_decides(self):
        head = HEAD + ",身份证号"
        known = self.env["res.partner"].create(
            {"name": "吴明", "archive_document": "44030119900101001X"}
        )
        lines = self._stage(self._csv(
            [*self._row(room="101", 业主姓名="吴明"), "44030119900101001x"],
            [*self._row(room="102", 业主姓名="吴明", 电话="12000000077"), "440301199001010028"],
            [*self._row(room="103", 业主姓名="别人"), "44030119900101001X"],
            head=head,
        ))  # fmt: skip
        errors = self._check(lines)
        self.assertEqual(errors[:2], ["", ""])
        self.assertIn("has the identity document of", errors[2])
        lines[2].sudo().unlink()
        first, second = self._confirm()
        self.assertEqual(first.partner_id, known)
        self.assertNotEqual(second.partner_id, known)
        self.assertEqual(second.partner_id.archive_document, "440301199001010028")

    def test_name_and_home_are_known_from_a_file_there(self):
        self._stage(self._csv(self._row(业主姓名="郑海", 电话="12000000066")))
        first = self._confirm()
        self._stage(self._csv(self._row("93栋", "1单元", "0201室", 类别代码="T-SRV",
                                        业主姓名="郑海")))  # fmt: skip
        second = self._confirm()
        self.assertEqual((second.partner_id, second.unit_id), (first.partner_id, first.unit_id))

    def test_a_firm_is_known_by_its_name(self):
        rows = [["合同甲", "T-SRV", "某某工程有限公司", "2016-05-09"],
                ["合同乙", "T-SRV", "某某工程有限公司", "2016-05-10"]]  # fmt: skip
        self._stage(self._csv(*rows, head="题名,类别,对方单位,日期"))
        first, second = self._confirm()
        self.assertEqual(first.partner_id, second.partner_id)
        self.assertTrue(first.partner_id.is_company)

    def test_a_couple_comes_in_with_shares(self):
        head = HEAD + ",产权份额"
        lines = self._stage(self._csv(
            [*self._row(业主姓名="陈东、林西", 电话="12000000081、12000000082"), "60%、40%"],
            head=head,
        ))  # fmt: skip
        self.assertEqual(self._check(lines), [""])
        record = self._confirm()
        self.assertEqual(record.subject_names, "陈东、林西")
        self.assertEqual(record.unit_id.owner_ids.mapped("phone"), ["12000000081", "12000000082"])
        self.assertEqual(record.unit_id.party_ids.sorted("id").mapped("share"), [60, 40])


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestRegisterFiles(RegisterFileCase):
    """Registers as real companies keep them (G4)."""

    def test_one_home_in_five_spellings_has_one_file(self):
        lines = self._stage(self._csv(
            self._row("93", "1", "201"), self._row("93", "1", "0201"),
            self._row("93栋", "1单元", "201"), self._row("９３", "１", "２０１"),
            self._row("93#", "1", "201室"),
        ))  # fmt: skip
        errors = self._check(lines)
        self.assertFalse(errors[0])
        for error in errors[1:]:
            self.assertIn("one open file each", error)
        lines[1:].sudo().unlink()
        self.assertEqual(self._confirm().unit_id.code, "93-1-201")

    def test_one_column_for_the_home(self):
        head = "题名,类别,单元/房号,业主姓名,建档日期"
        rows = [["甲", "T-OWN", "3栋2单元1502室", "甲", "2016-05-09"],
                ["乙", "T-OWN", "车位B1-023", "乙", "2016-05-09"],
                ["丙", "T-OWN", "没有", "丙", "2016-05-09"]]  # fmt: skip
        lines = self._stage(self._csv(*rows, head=head))
        errors = self._check(lines)
        self.assertEqual(errors[:2], ["", ""])
        self.assertIn("tells no building and room", errors[2])
        lines[2].sudo().unlink()
        flat, parking = self._confirm()
        self.assertEqual((flat.unit_id.building, flat.unit_id.room), ("3", "1502"))
        self.assertEqual(parking.unit_id.room, "车位B1-023")

    def test_levels_are_taken_and_never_lowered_unsaid(self):
        head = "题名,类别代码,密级,日期"
        rows = [[f"甲{text}", "T-SRV", text, "2016-05-09"] for text in ("绝密", "公开", "很密", "")]
        lines = self._stage(self._csv(*rows, head=head))
        self.papers.level_id = self.internal
        errors = self._check(lines)
        self.assertEqual([bool(error) for error in errors], [False, False, True, False])
        self.assertIn("很密", errors[2])
        self.assertEqual([bool(line.question) for line in lines], [False, True, False, False])
        lines[2].sudo().unlink()
        with self.assertRaisesRegex(UserError, "to be confirmed first"):
            self.Import.action_confirm()
        lines[1].action_accept()
        levels = [record.level_id for record in self._confirm()]
        self.assertEqual(levels, [self.top_secret, self.public, self.internal])

    def test_every_column_of_a_register(self):
        self.cabinet.name = "甲柜"
        head = "题名,类别,文号,责任者,备注,件数,载体,部门,日期,归档日期,存放地点"
        row = ["会议纪要", "T-SRV", "物字〔2016〕1号", "办公室", "仅限总经理", "3", "光盘",
               self.service.name, "2016-05-09", "2016-05-12", "甲柜"]  # fmt: skip
        lines = self._stage(self._csv(row, head=head))
        self.assertIn("does not go to", self._check(lines)[0])
        self.cabinet.carrier_ids = self.env["property.archive.carrier"].search([])
        self.assertEqual(self._check(lines), [""])
        record = self._confirm()
        self.assertRecordValues(record, [{
            "note": "仅限总经理", "quantity": 3, "carrier": "disc", "medium": "electronic",
            "location_id": self.cabinet.id,
        }])  # fmt: skip
        paper = record.enclosure_ids.filtered("document_number")
        self.assertEqual((paper.document_number, paper.author), ("物字〔2016〕1号", "办公室"))

    def test_personnel_files_are_about_employees(self):
        category = self.env["property.archive.category"].create(
            {"name": "Personnel of the tests", "code": "T-RS", "level_id": self.internal.id,
             "subject_kind": "employee", "one_open_file": True}
        )  # fmt: skip
        people = self.clerk.employee_id | self.archivist.employee_id
        people[1].sudo().barcode = "E77"
        rows = [["档案一", category.code, people[0].name, "2016-05-09"],
                ["档案二", category.code, "E77", "2016-05-09"],
                ["档案三", category.code, "", "2016-05-09"],
                ["档案四", category.code, "查无此人", "2016-05-09"]]  # fmt: skip
        lines = self._stage(self._csv(*rows, head="题名,类别,员工,日期"))
        errors = self._check(lines)
        self.assertEqual(errors[:2], ["", ""])
        self.assertIn("The employee is missing", errors[2])
        self.assertIn("no employee “查无此人”", errors[3])
        lines[2:].sudo().unlink()
        self.assertEqual(self._confirm().employee_id, people)

    def test_former_and_present_owners_come_in(self):
        head = HEAD + ",关闭日期,关闭原因"
        lines = self._stage(self._csv(
            [*self._row(业主姓名="原业主", 原档号="旧-1"), "2015-01-02", "产权转移"],
            [*self._row(业主姓名="新业主", 题名="新"), "", ""],
            [*self._row(业主姓名="第三个", 题名="三"), "", ""],
            head=head,
        ))  # fmt: skip
        lines[0].date_document = "2010-05-09"
        errors = self._check(lines)
        self.assertEqual(errors[:2], ["", ""])
        self.assertIn("one open file each", errors[2])
        lines[2].sudo().unlink()
        old, new = self._confirm()
        self.assertRecordValues(old | new, [
            {"date_closed": datetime.date(2015, 1, 2), "close_reason": "ownership_ended"},
            {"date_closed": False, "close_reason": False},
        ])  # fmt: skip
        self.assertEqual(new.unit_id.owner_ids, new.partner_id)
        former = new.unit_id.party_ids.filtered("date_to")
        self.assertEqual(former.partner_id, old.partner_id)

    # -- what a spreadsheet made of it --------------------------------------------------------

    def test_what_a_spreadsheet_spoiled_is_said(self):
        head = HEAD.split(",")
        for name, text, told in (
            ("房号", "2026-01-02", "made a date"),
            ("楼栋", "1月2日", "made a date"),
            ("原档号", "2026-01-02 00:00:00", "made a date"),
            ("电话", "1.2E+10", "lost its digits"),
            ("电话", "12000000001/12000000002", "several numbers"),
            ("原档号", "A" * 300, "300 characters"),
            ("原档号", "A\nB", "line break"),
            ("文件日期", "2016-05-13", "one of the two days is wrong"),
            ("文件日期", "42499", "2016-05-09"),
            ("文件日期", "5/9/2016", "no date"),
            ("页数", "三十页多", "no number"),
        ):
            with self.subTest(name=name, text=text):
                lines = self._stage(self._csv(self._row(**{name: text}), head=head))
                self.assertIn(told, self._check(lines)[0])
                self.Import.action_discard()

    def test_guards_of_other_programs_are_removed(self):
        self._stage(self._csv(
            self._row(room="202", 原档号='="0012"', 电话='="12000000001"'),
            self._row(room="203", 原档号="'0013", 电话="'12000000002"),
        ))  # fmt: skip
        records = self._confirm()
        self.assertEqual(records.mapped("reference"), ["0012", "0013"])
        self.assertEqual(records.partner_id.mapped("phone"), ["12000000001", "12000000002"])

    def test_days_in_any_spelling(self):
        for text in (
            "2016-05-09", "2016/5/9", "2016.5.9", "20160509", "2016年5月9日", "2016年5月9号",
            "２０１６－０５－０９", "二〇一六年五月九日", "二零一六年五月九日",
            "[2016-05-09]", "16/5/9",
            "2016-05-09 00:00:00", " 2016 - 05 - 09 ", "2016—05—09",
        ):  # fmt: skip
            self.assertEqual(read_day(text), (datetime.date(2016, 5, 9), False), text)
        for text in ("昨天", "2016-02-30", "5/9/2016", "2016-13-01", "2016-00-09", "1"):
            self.assertIsNone(read_day(text), text)
        draw = random.Random(4)
        for _number in range(100):
            day = datetime.date(1950, 1, 1) + datetime.timedelta(days=draw.randint(0, 27000))
            for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d", "%Y.%m.%d"):
                self.assertEqual(read_day(day.strftime(form)).date, day)

    def test_what_is_not_known_of_a_day_stays_unknown(self):
        texts = {"20160500": "2016-05-00", "20160000": "2016-00-00", "2016-05-00": "2016-05-00",
                 "2016年5月": "2016-05-00", "2016.5": "2016-05-00", "2016": "2016-00-00",
                 "2016年": "2016-00-00", "201605": "2016-05-00"}  # fmt: skip
        rows = [[text, "T-SRV", text, "2016-05-12"] for text in texts]
        lines = self._stage(self._csv(*rows, head="题名,类别,文件日期,归档日期"))
        self.assertEqual(set(self._check(lines)), {""})
        self.assertIn("2016-05-00", lines[0].hint)
        records = self._confirm()
        self.assertEqual(records.mapped("date_partial"), list(texts.values()))
        self.assertEqual(records.mapped("date_shown"), list(texts.values()))
        self.assertEqual(str(records[1].date_document), "2016-01-01")
        content = self.env["property.archive.register"].with_user(self.archivist)._write_xlsx(
            "records", records.ids
        )  # fmt: skip
        cells = {cell for row in openpyxl.load_workbook(io.BytesIO(content)).active.values
                 for cell in row}  # fmt: skip
        self.assertIn("2016-05-00", cells)

    # -- files --------------------------------------------------------------------------------

    def test_every_encoding_is_recognised(self):
        rare = "李喆堃"  # not in gb2312
        for encoding in ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le"):
            for chosen in ("", {"gbk": "gb2312"}.get(encoding, "")):
                with self.subTest(encoding=encoding, chosen=chosen):
                    content = self._csv(self._row(业主姓名=rare), encoding=encoding)
                    lines = self._stage(content, encoding=chosen)
                    self.assertEqual(lines.partner_name, rare)
                    self.Import.action_discard()

    def test_a_wrong_encoding_is_named(self):
        _screen, preview = self._preview(self._csv(self._row(), encoding="gbk"), encoding="utf-8")
        self.assertIn("utf-8", preview["error"])
        self.assertIn("gb18030", preview["error"])

    def _sheet(self, *rows, title=("档案总目录", "", "2024年")):
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream)
        book.add_worksheet("旧").hide()
        sheet = book.add_worksheet("目录")
        sheet.activate()
        sheet.set_first_sheet()
        padded = book.add_format({"num_format": "0000"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        lines = [*[[text] for text in title], HEAD.split(","), *rows]
        for y, row in enumerate(lines):
            for x, value in enumerate(row):
                if isinstance(value, datetime.date):
                    sheet.write_datetime(y, x, datetime.datetime(*value.timetuple()[:3]), day)
                elif isinstance(value, int):
                    sheet.write_number(y, x, value, padded)
                else:
                    sheet.write_string(y, x, value)
        book.close()
        return stream.getvalue()

    def test_a_sheet_as_people_keep_it(self):
        row = self._row(房号=201, 文件日期=datetime.date(2016, 5, 9))
        content = self._sheet(row, self._row(房号=datetime.date(2026, 1, 2)))
        lines = self._stage(content, "register.xlsx", _XLSX)
        self.assertEqual(lines.mapped("room"), ["0201", "2026-01-02"])
        errors = self._check(lines)
        self.assertFalse(errors[0])
        self.assertIn("made a date", errors[1])
        lines[1].sudo().unlink()
        record = self._confirm()
        self.assertEqual(str(record.date_document), "2016-05-09")
        self.assertEqual(record.import_run_id.file_name, "register.xlsx")

    def test_our_own_catalogue_comes_in_again(self):
        record = self._file(name="自己的目录")
        content = self.env["property.archive.register"].with_user(self.archivist)._write_xlsx(
            "records", record.ids
        )  # fmt: skip
        lines = self._stage(content, "catalogue.xlsx", _XLSX)
        self.assertRecordValues(lines, [{"name": "自己的目录", "reference": record.reference}])
        self.assertIn("in the register already", self._check(lines)[0])

    def test_the_entrance_and_the_home_have_one_name(self):
        row = ["甲", "T-OWN", "5", "2", "501", "甲", "2016-05-09"]
        lines = self._stage(self._csv(row, head="题名,类别,楼栋,单元,房号,业主,日期"))
        self.assertEqual((lines.unit, lines.home), ("2", False))
        self.Import.action_discard()
        row = ["甲", "T-OWN", "5-2-501", "甲", "2016-05-09"]
        lines = self._stage(self._csv(row, head="题名,类别,单元,业主,日期"))
        self.assertEqual((lines.unit, lines.home), (False, "5-2-501"))

    def test_an_exported_catalogue_brings_everything_in_again(self):
        """Imported, exported, undone and imported from what was exported: the same records."""
        personnel = self.env["property.archive.category"].create(
            {"name": "Personnel of the tests", "code": "T-RS", "level_id": self.internal.id,
             "subject_kind": "employee"}
        )  # fmt: skip
        head = (
            HEAD.split(",")
            + "密级 文号 责任者 备注 件数 载体 员工 部门 车牌 关闭日期 关闭原因".split()
        )
        more = [
            "绝密",
            "物字〔2016〕1号",
            "办公室",
            "仅限总经理",
            "3",
            "纸质",
            "",
            self.service.name,
        ]
        employee = self.clerk.employee_id.name
        lines = self._stage(self._csv(
            [*self._row(业主姓名="陈东、林西", 存放位置条码="T-CAB"), *more, "", "", ""],
            [*self._row(业主姓名="原业主", 原档号="旧-1", 文件日期="2010年5月",
                        归档日期="2010-06-01"), *more, "粤B·12345", "2015-01-02", "产权转移"],
            [*self._row("", "", "", 业主姓名="", 类别代码=personnel.code), "", *more[1:6], employee,
             *[""] * 4],
            [*self._row("", "", "", 业主姓名="", 类别代码="T-SRV", 题名="会议纪要"), "", *more[1:],
             *[""] * 3],
            head=head,
        ))  # fmt: skip
        self.assertEqual(self._check(lines), [""] * 4)
        lines.action_accept()
        records = self._confirm()
        names = ["name", "reference", "category_id", "level_id", "department_id", "date_document",
                 "date_partial", "date_filed", "date_closed", "close_reason", "page_count", "note",
                 "quantity", "carrier", "plate", "location_id", "employee_id",
                 "subject_names"]  # fmt: skip

        def told(records):
            # numbers and authors of papers come out for who reads the content
            return [
                ({name: record[name] for name in names}, record.unit_id.home_key,
                 record.category_id == self.papers
                 and record.enclosure_ids.filtered("document_number").mapped("author"))
                for record in records.sorted("reference")
            ]  # fmt: skip

        before = told(records)
        self.assertEqual(before[-1][0]["subject_names"], "原业主")
        self.assertEqual(before[2][2], ["办公室"])
        for lang in ("en_US", "zh_CN"):
            register = self.env["property.archive.register"].with_user(self.archivist)
            content = register.with_context(lang=lang)._write_xlsx("records", records.ids)
            records.import_run_id.with_user(self._head()).action_undo()
            self._forget()
            self.archivist.lang = lang
            lines = self._stage(content, "catalogue.xlsx", _XLSX)
            self.assertEqual(self._check(lines), [""] * 4)
            lines.action_accept()
            records = self._confirm().with_context(lang="en_US")
            self.assertEqual(told(records), before)

    def test_headings_of_others_are_known_and_remembered(self):
        for name, words in SYNONYMS.items():
            for word in words.split():
                self.assertTrue(heading_key(word), (name, word))
        head = "题名*,类别,楼 栋,单元号,房号（室）,业主姓名：,某某栏,建档日期"
        row = ["甲", "T-OWN", "5", "1", "501", "甲", "物业缴费情况", "2016-05-09"]
        screen, preview = self._preview(self._csv(row, head=head))
        self.assertEqual(
            [preview["matches"].get(n, [""])[0] for n in range(8)],
            ["name", "category_code", "building", "unit", "room", "partner_name", "",
             "date_document"],
        )  # fmt: skip
        fields = [(preview["matches"].get(n) or [False])[0] for n in range(8)]
        fields[6] = "note"
        screen.execute_import(fields, preview["headers"], preview["options"])
        _screen, again = self._preview(self._csv(row, head=head))
        self.assertEqual(again["matches"][6], ["note"])

    # -- twice, and back ----------------------------------------------------------------------

    def test_what_is_there_already_is_asked_about(self):
        head = "题名,类别,对方单位,日期"
        rows = [["施工合同甲", "T-SRV", "某某工程有限公司", "2016-05-09"],
                ["施工合同乙", "T-SRV", "某某工程有限公司", "2016-05-09"]]  # fmt: skip
        self._stage(self._csv(*rows, head=head))
        self._stage(self._csv(*rows, head=head))
        lines = self.Import.search([])
        self.Import.action_check()
        self.assertEqual([bool(line.question) for line in lines], [False, False, True, True])
        with self.assertRaisesRegex(UserError, "2 of 4 lines are to be confirmed"):
            self.Import.action_confirm()
        lines[2:].sudo().unlink()
        self.assertEqual(len(self._confirm()), 2)
        lines = self._stage(self._csv(rows[0], head=head))
        self.Import.action_check()
        self.assertIn("in the register already", lines.question)
        lines.accepted = True
        self.assertEqual(len(self._confirm()), 1)

    def test_a_whole_import_is_undone_by_the_archive_head(self):
        self._stage(self._csv(self._row(room="101"), self._row(room="102", 业主姓名="乙")))
        records = self._confirm()
        run, units, people = records.import_run_id, records.unit_id, records.partner_id
        with self.assertRaisesRegex(UserError, "archive head"):
            run.with_user(self.archivist).action_undo()
        run.with_user(self._head()).action_undo()
        self._forget()
        self.assertFalse(records.exists() or units.exists() or people.exists())
        self.assertEqual(run.state, "undone")
        with self.assertRaises(UserError):
            run.with_user(self._head()).action_undo()
        with self.assertRaises(AccessError):
            run.unlink()
        self._stage(self._csv(self._row(room="101")))
        again = self._confirm()
        self.assertEqual(again.reference, "T-OWN-2016-0003")  # no number is given twice

    def test_what_somebody_worked_on_is_not_undone(self):
        self._stage(self._csv(self._row(room="101"), self._row(room="102", 业主姓名="乙")))
        records = self._confirm()
        run = records.import_run_id
        records[0].with_user(self.archivist).action_move(self.cabinet.id)
        records[1].with_user(self.archivist).action_close()
        with self.assertRaisesRegex(UserError, "worked on since"):
            run.with_user(self._head()).action_undo()
        self.assertTrue(records.exists())

    def test_what_stands_against_a_move_stands_against_an_undoing(self):
        self._stage(self._csv(self._row(room="101")))
        record = self._confirm()
        record._write_protected({"missing_since": "2024-06-01"})
        with self.assertRaisesRegex(UserError, "T-OWN-2016-0001 .*missing"):
            record.import_run_id.with_user(self._head()).action_undo()

    def _head(self):
        self.archivist2.group_ids |= self.env.ref("property_archive.group_property_archive_manager")
        return self.archivist2
