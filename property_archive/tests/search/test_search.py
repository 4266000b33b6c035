import base64
import io
import zipfile

import xlsxwriter
from freezegun import freeze_time
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ...fields import ngrams
from ..common import ArchiveCase

RECORD = "property.archive.record"
ENCLOSURE = "property.archive.enclosure"
#: From when to when a read right runs that is given in these tests.
NOW_OPEN = ("2024-06-03 03:00:00", "2024-06-03 08:00:00")


def _pdf(*lines):
    """A PDF with Chinese text, line by line."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer)
    page.setFont("STSong-Light", 12)
    for index, line in enumerate(lines):
        page.drawString(72, 720 - 16 * index, line)
    page.save()
    return buffer.getvalue()


def _docx(text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="w"><w:body><w:p><w:t>{text}</w:t></w:p></w:body></w:document>',
        )
    return buffer.getvalue()


def _xlsx(text):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write("B2", text)
    return buffer.getvalue()


class SearchCase(ArchiveCase):
    """A file of which something of each kind is known, and how people look for it."""

    def setUp(self):
        super().setUp()
        self.owner.write({"name": "欧阳娜娜", "phone": "+86 139-8765-4321"})
        self._clear(self.clerk)
        self._clear(self.archivist)

    def _find(self, user, text, field="search_text", operator="ilike"):
        """What a user finds; list, count and groups agree."""
        if field == "file_text":
            self._read_files()
        self._forget()
        records = self.env[RECORD].with_user(user)
        domain = [(field, operator, text)]
        found = records.search(domain)
        self.assertEqual(records.search_count(domain), len(found))
        groups = records._read_group(domain, ["category_id"], ["__count"])
        self.assertEqual(sum(count for _category, count in groups), len(found))
        return found.sudo()

    def _subject(self):
        return {"unit_id": self.unit.id, "partner_id": self.owner.id}

    def _numbered(self, number, **vals):
        """A filed record whose first piece bears a document number."""
        record = self._draft(**vals)
        record.enclosure_ids[0].document_number = number
        self._hand_over(record)
        self._forget()
        return record.sudo()

    def _assert_silent(self, user, record, text, field):
        """No operator answers otherwise than for a text that is nowhere."""
        for operator in ("ilike", "like", "=", "!=", "not ilike", "not like", "=ilike"):
            told = self._find(user, text, field, operator)
            nothing = self._find(user, "没有这样的东西", field, operator)
            self.assertEqual(record in told, record in nothing, operator)
        for operator in ("in", "not in"):
            told = self._find(user, [text], field, operator)
            nothing = self._find(user, ["没有这样的东西"], field, operator)
            self.assertEqual(record in told, record in nothing, operator)


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestSearchBox(SearchCase):
    """One box finds a file by whatever somebody remembers of it (G3)."""

    def test_each_thing_somebody_remembers(self):
        record = self._numbered(
            "综字〔2024〕118号",
            name="屋面渗漏处理",
            **self._subject(),
        )
        other = self._file(name="电梯年检")
        told = (
            record.reference,
            record.reference.lower()[2:],
            "渗漏",
            "屋面渗漏",
            "3-2-1501",
            "3栋2单元1501",
            "3号楼2单元1501室",
            "３－２－１５０１",
            "3-1501",
            "1501",
            "3-2",
            "3-2-15",
            "欧阳娜",
            "娜娜",
            "13987654321",
            "139 8765 4321",
            "139-8765-4321",
            "+8613987654321",
            "87654321",
            "4321",
            "〔2024〕118号",
            "综字",
            "欧阳 3-2-1501",
            " 渗漏  4321 ",
        )
        self.assertEqual([t for t in told if record not in self._find(self.archivist, t)], [])
        self.assertEqual([t for t in told if other in self._find(self.archivist, t)], [])
        wrong = ("3-2-1502", "13-2-1501", "欧阳 电梯", "13987654322", "8765", "娜欧")
        self.assertEqual([t for t in wrong if record in self._find(self.archivist, t)], [])

    def test_an_empty_box_finds_everything_and_a_negation_the_rest(self):
        record, other = self._file(name="屋面渗漏"), self._file(name="电梯年检")
        both = record | other
        self.assertEqual(self._find(self.archivist, "") & both.sudo(), both)
        self.assertEqual(self._find(self.archivist, False, operator="!=") & both, both)
        self.assertFalse(self._find(self.archivist, False, operator="="))
        for operator, text in (("not ilike", "渗漏"), ("!=", "渗漏"), ("not in", ["渗漏", "a1"])):
            self.assertEqual(self._find(self.archivist, text, operator=operator) & both, other)
        for operator, text in (("=", "渗漏"), ("in", ["渗漏", "a1"]), ("like", "渗漏")):
            self.assertEqual(self._find(self.archivist, text, operator=operator) & both, record)

    def test_wildcards_are_no_shortcut_past_the_index(self):
        record = self._file(name="100%_渗漏")
        self.assertIn(record, self._find(self.archivist, "100%_渗漏"))
        self.assertIn(record, self._find(self.archivist, "渗%"))

    def test_a_contact_is_found_as_it_is_now(self):
        record = self._file(name="档案", partner_id=self.owner.id)
        self.owner.write({"name": "慕容雪", "phone": "0755-26001234"})
        self.assertIn(record, self._find(self.archivist, "慕容"))
        self.assertIn(record, self._find(self.archivist, "26001234"))
        self.assertNotIn(record, self._find(self.archivist, "欧阳"))
        self.owner.active = False
        self.assertIn(record, self._find(self.archivist, "慕容"))

    def test_a_company_is_found_by_who_speaks_for_it(self):
        company = self.env["res.partner"].create({"name": "蓝天商贸", "is_company": True})
        self.env["res.partner"].create(
            {"name": "诸葛明", "phone": "13700001111", "parent_id": company.id}
        )
        record = self._file(name="档案", partner_id=company.id)
        self.assertIn(record, self._find(self.archivist, "诸葛明"))
        self.assertIn(record, self._find(self.archivist, "13700001111"))

    def test_a_file_about_the_unit_alone_is_its_owners(self):
        self.unit.write({"owner_id": self.owner.id})
        about_unit = self._file(name="档案", unit_id=self.unit.id)
        tenant = self.env["res.partner"].create({"name": "司马光"})
        of_tenant = self._file(name="档案", unit_id=self.unit.id, partner_id=tenant.id)
        found = self._find(self.archivist, "欧阳娜娜")
        self.assertIn(about_unit, found)
        self.assertNotIn(of_tenant, found)
        self.unit.write({"tenant_id": tenant.id})
        self.assertEqual(
            self._find(self.archivist, "司马光") & (about_unit | of_tenant).sudo(),
            about_unit | of_tenant,
        )

    def test_an_estate_and_an_entrance(self):
        self.unit.project = "阳光花园"
        record = self._file(name="档案", unit_id=self.unit.id)
        self.assertIn(record, self._find(self.archivist, "阳光花园 1501"))
        self.assertNotIn(record, self._find(self.archivist, "阳光花园 1502"))

    def test_what_many_answer_is_found_all_the_same(self):
        partners = self.env["res.partner"].create(
            [{"name": f"上官{index}号"} for index in range(2001)]
        )
        record = self._file(name="档案", partner_id=partners[0].id)
        unit = self.env["property.archive.unit"].create(
            {"building": "9", "room": "901", "owner_id": partners[5].id}
        )
        about_unit = self._file(name="档案", unit_id=unit.id)
        found = self._find(self.archivist, "上官")
        self.assertEqual(found & (record | about_unit).sudo(), record | about_unit)

    # -- rights -------------------------------------------------------------------------------

    def test_nobody_finds_what_they_may_not_see(self):
        record = self._numbered(
            "绝字77号",
            name="绝密题名",
            category=self.owners,
            **self._subject(),
        )
        texts = (record.reference, "绝密题名", "3-2-1501", "欧阳娜娜", "13987654321", "绝字77号")
        for text in texts:
            for user in (self.engineer, self.archivist2, self.head):
                self.assertNotIn(record, self._find(user, text))
        for text in texts[:-1]:
            self.assertIn(record, self._find(self.archivist, text))

    def test_the_register_entry_tells_no_document_number(self):
        # B7: the archivist works on the entry; its content opens by a consultation
        record = self._numbered("绝字77号", category=self.owners, **self._subject())
        self._assert_silent(self.archivist, record, "绝字77号", "search_text")
        self._grant(self.archivist, record, *NOW_OPEN)
        self.assertIn(record, self._find(self.archivist, "绝字77号"))

    def test_a_contact_of_another_company_answers_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        record = self._file(name="档案", partner_id=self.owner.id)
        self.owner.company_id = company
        self.assertNotIn(record, self._find(self.archivist, "13987654321"))
        self.assertNotIn(record, self._find(self.archivist, "欧阳娜娜"))

    def test_the_box_is_neither_written_nor_exported(self):
        record = self._draft()
        with self.assertRaises(AccessError):
            record.write({"search_text": "x"})
        self.assertFalse(record.fields_get(["search_text"])["search_text"].get("exportable", True))

    # -- cost ---------------------------------------------------------------------------------

    def test_indexes_answer(self):
        record = self._file()
        self._multiply("property_archive_record", record, ["reference", "name"])
        self._multiply("res_partner", self.owner, ["name", "phone"])
        self._multiply("property_archive_unit", self.unit, ["room", "search_key", "home_key"])
        self._multiply("property_archive_enclosure", record.enclosure_ids, ["document_number"])
        for text, indexes in (
            ("WY-YZ-2024", ["record_reference_ngram_idx", "record_name_ngram_idx"]),
            ("张伟", ["record_reference_ngram_idx", "record_name_ngram_idx"]),
            ("张伟", ["res_partner_archive_name_idx"]),
            ("13800001111", ["res_partner_archive_phone_idx"]),
            ("3-2-1501", ["unit_search_key_idx"]),
            ("综字", ["enclosure_document_number_ngram_idx"]),
        ):
            plans = self._plans(self.archivist, [("search_text", "ilike", text)])
            for index in indexes:
                self.assertIn(index, plans)
        self._multiply("ir_attachment", record.enclosure_ids.attachment_id, ["index_content"])
        plans = self._plans(self.archivist, [("file_text", "ilike", "合同")])
        self.assertIn("ir_attachment_archive_text_idx", plans)

    def _multiply(self, table, document, names):
        """Put 3,000 rows beside one, as an archive has: an index is worth its while then."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND column_name <> ALL (%s)",
            (table, ["id", "series", "subject_key", "exclusive_key", *names]),
        )
        columns = SQL(", ").join(SQL.identifier(name) for (name,) in self.env.cr.fetchall())
        changed = SQL(", ").join(SQL.identifier(name) for name in names)
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT %s, %s FROM %s, generate_series(1, 3000) i"
                " WHERE id = %s",
                SQL.identifier(table),
                changed,
                columns,
                SQL(", ").join(SQL("md5((i * %s)::text)", n + 2) for n in range(len(names))),
                columns,
                SQL.identifier(table),
                document.id,
            )
        )
        self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        self.env.cr.execute(
            "SELECT gin_clean_pending_list(c.oid) FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam"
            " WHERE i.indrelid = %s::regclass AND a.amname = 'gin'",
            (table,),
        )

    def _plans(self, user, domain):
        """The plans of all that a search asks of the database."""
        self._forget()
        asked = []
        cursor = self.env.cr
        execute = type(cursor).execute

        def spy(cursor, query, params=None, log_exceptions=True):
            asked.append((query, params))
            return execute(cursor, query, params, log_exceptions)

        self.patch(type(cursor), "execute", spy)
        self.env[RECORD].with_user(user).search(domain, limit=80)
        self.patch(type(cursor), "execute", execute)
        lines = []
        for query, params in asked:
            code = getattr(query, "code", query)
            if "property_archive" in code and not code.startswith("EXPLAIN"):
                cursor.execute("EXPLAIN " + code, getattr(query, "params", params))
                lines += [line for (line,) in cursor.fetchall()]
        return "\n".join(lines)

    def test_a_search_is_a_constant_number_of_queries(self):
        self._file(name="渗漏一", unit_id=self.unit.id, partner_id=self.owner.id)
        counts = []
        for number in range(2):
            self._forget()
            records = self.env[RECORD].with_user(self.archivist)
            before = self.env.cr.sql_log_count
            records.search([("search_text", "ilike", "渗漏")]).mapped("reference")
            counts.append(self.env.cr.sql_log_count - before)
            if not number:
                for index in range(4):
                    self._file(name=f"渗漏{index}")
        self.assertLessEqual(counts[1], counts[0])
        self.assertLessEqual(counts[0], 22)

    def test_the_database_counts_runs_as_python_does(self):
        for text in ("张伟华 3-2-1501", "B-77777", "业主ABC档案", "50%_a\\bcd", "一", "", "é合同x"):
            self.env.cr.execute("SELECT property_archive_ngrams(%s)", [text])
            self.assertEqual(sorted(set(self.env.cr.fetchone()[0])), ngrams(text))


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestSearchFiles(SearchCase):
    """The text of files, never beyond the reader's rights (G3)."""

    def _with_file(self, content, name, **vals):
        record = self._draft(content=None, **vals)
        record.enclosure_ids[0].write(
            {"file": base64.b64encode(content), "file_name": name, "present": True}
        )
        self._hand_over(record)
        self._forget()
        return record.sudo()

    def test_kinds_of_files(self):
        text = "装修押金退还申请"
        for content, name in (
            (_pdf("三号楼", "装修押", "金退还申请"), "扫描.pdf"),
            (_docx(text), "申请.docx"),
            (_xlsx(text), "登记.xlsx"),
            (text.encode(), "申请.txt"),
            (text.encode("utf-8-sig"), "申请.txt"),
            (text.encode("gb18030"), "申请.txt"),
            (text.encode("utf-16"), "申请.txt"),
            (f"序号,事由\n1,{text}".encode("gb18030"), "登记.csv"),
        ):
            with self.subTest(name):
                record = self._with_file(content, name)
                for word in ("押金", "装修押金退还", "退还 装修"):
                    self.assertIn(record, self._find(self.archivist, word, "file_text"))
                for word in ("押退", "装修 电梯"):
                    self.assertNotIn(record, self._find(self.archivist, word, "file_text"))

    def test_latin_words_and_numbers(self):
        record = self._with_file(b"Contract ZC-2024-0118 for 100% of it", "contract.txt")
        for word in ("contract", "zc-2024", "0118", "of", "100%"):
            self.assertIn(record, self._find(self.archivist, word, "file_text"))
        self.assertNotIn(record, self._find(self.archivist, "1_8", "file_text"))

    def test_words_of_two_files_are_not_of_one(self):
        record = self._draft(content=None)
        record.write({"enclosure_ids": [(0, 0, {"name": "Second"})]})
        for enclosure, text in zip(record.enclosure_ids, ("装修", "押金"), strict=True):
            enclosure.write({"file": base64.b64encode(text.encode()), "file_name": "a.txt"})
        self.assertIn(record, self._find(self.clerk, "装修", "file_text"))
        self.assertNotIn(record, self._find(self.clerk, "装修 押金", "file_text"))

    def test_only_the_version_in_use(self):
        record = self._draft(content="旧的条款".encode())
        record.enclosure_ids[0].write(
            {"file": base64.b64encode("新的条款".encode()), "file_name": "b.txt"}
        )
        self.assertIn(record, self._find(self.clerk, "新的条款", "file_text"))
        self.assertNotIn(record, self._find(self.clerk, "旧的条款", "file_text"))

    def test_content_answers_only_its_readers(self):
        record = self._with_file(
            "绝密内容".encode(), "a.txt", category=self.owners, **self._subject()
        )
        self.assertIn(record, self._find(self.archivist, record.reference))
        for user in (self.clerk, self.archivist, self.engineer, self.head):
            self._assert_silent(user, record, "绝密内容", "file_text")
        self._grant(self.archivist, record, *NOW_OPEN)
        self.assertIn(record, self._find(self.archivist, "绝密内容", "file_text"))
        self.assertNotIn(record, self._find(self.archivist, "绝密内容", "file_text", "not ilike"))

    def test_a_piece_not_for_the_subject_answers_them_nothing(self):
        category = self.env["property.archive.category"].create(
            {
                "name": "Personnel files of the tests",
                "code": "T-PER",
                "level_id": self.confidential.id,
                "scope": "personal",
                "subject_kind": "employee",
                "subject_reads": True,
                "keeping_department_id": self.service.id,
            }
        )
        record = self._draft(
            category=category, content=None, employee_id=self.engineer.employee_id.id
        )
        record.write({"enclosure_ids": [(0, 0, {"name": "Second"})]})
        for enclosure, text in zip(record.enclosure_ids, ("履历表", "考察意见"), strict=True):
            enclosure.write({"file": base64.b64encode(text.encode()), "file_name": "a.txt"})
        record.enclosure_ids[1].write({"not_for_subject": True, "document_number": "考字9号"})
        record.enclosure_ids.write({"present": True})
        self._hand_over(record)
        self.assertIn(record, self._find(self.engineer, "履历表", "file_text"))
        self._assert_silent(self.engineer, record, "考察意见", "file_text")
        self._assert_silent(self.engineer, record, "考字9号", "search_text")

    def test_an_answer_of_content_is_logged(self):
        record = self._with_file("保密条款".encode(), "a.txt", level_id=self.confidential.id)
        self._with_file("保密条款".encode(), "a.txt")
        self._read_files()
        log = self.env["property.archive.log"].sudo()
        before = log.search([], limit=1).id
        self._forget()
        self.env[RECORD].with_user(self.archivist).search_count([("file_text", "ilike", "保密")])
        self.env[RECORD].with_user(self.archivist).search_count([("file_text", "ilike", "电梯")])
        self.env.cr.precommit.run()
        found = log.search([("id", ">", before)])
        self.assertEqual(
            [(row.action, row.user_id, row.res_id) for row in found],
            [("searched", self.archivist.id, record.id)],
        )
        self.assertNotIn("保密", found.detail or "")

    def test_nobody_puts_other_words_into_the_index(self):
        record = self._with_file("原来的话".encode(), "a.txt")
        file = record.enclosure_ids.attachment_id
        for user in (self.archivist, self.clerk, self.env.ref("base.user_admin")):
            with self.assertRaises(UserError):
                file.with_user(user).write({"index_content": "别的话"})
        with self.assertRaises(UserError):
            file.sudo().write({"index_content": "别的话"})

    def test_texts_from_before_are_brought_to_one_form(self):
        record = self._with_file("从前的档案".encode("gb18030"), "a.txt")
        printed = self._with_file(_pdf("by another program"), "scan.pdf")
        files = (record | printed).enclosure_ids.attachment_id
        self._read_files()
        self.env.cr.execute(
            "UPDATE ir_attachment SET archive_text_state = NULL, index_content = CASE id"
            " WHEN %s THEN '⽤⼾ 手册(cid:12) ＡＢＣ' END WHERE id = ANY(%s)",
            [printed.enclosure_ids.attachment_id.id, files.ids],
        )
        self.env.invalidate_all()
        self.assertIn(record, self._find(self.archivist, "从前", "file_text"))
        for text in ("用户手册", "⽤⼾", "abc"):
            self.assertIn(printed, self._find(self.archivist, text, "file_text"), text)
        self.assertFalse(self.env["ir.attachment"]._archive_unread(1))


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestSearchPanel(SearchCase):
    """The panel beside the list counts what opening it lists (G3)."""

    def test_counts_are_those_of_the_lists(self):
        below = self.env["property.archive.category"].create(
            {
                "name": "Below",
                "code": "T-SUB",
                "parent_id": self.papers.id,
                "level_id": self.internal.id,
                "scope": "company",
                "keeping_department_id": self.service.id,
            }
        )
        box = self.env["property.archive.location"].create(
            {"name": "Box", "kind": "box", "parent_id": self.cabinet.id, "barcode": "T-BOX"}
        )
        self._file()
        secret = self._draft(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        self._hand_over(secret)
        self._hand_over(self._draft(category=below), location=box)
        domain = [("state", "in", ["filed", "sealed"])]
        totals = set()
        for user in (self.archivist, self.clerk, self.engineer):
            self._forget()
            records = self.env[RECORD].with_user(user)
            for field, whole in (("category_id", self.papers.id), ("location_id", self.cabinet.id)):
                panel = records.search_panel_select_range(
                    field, enable_counters=True, search_domain=domain, limit=200
                )["values"]
                counts = {value["id"]: value["__count"] for value in panel}
                for value_id, count in counts.items():
                    opened = [*domain, (field, "child_of", value_id)]
                    self.assertEqual(count, records.search_count(opened))
                totals.add((user, field, counts[whole]))
        self.assertEqual(
            totals,
            {
                (self.archivist, "category_id", 2),
                (self.archivist, "location_id", 3),
                (self.clerk, "category_id", 2),
                (self.clerk, "location_id", 3),
                (self.engineer, "category_id", 2),
                (self.engineer, "location_id", 2),
            },
        )

    def test_a_store_of_many_boxes_shows_its_cabinets(self):
        boxes = self.env["property.archive.location"].create(
            [
                {"name": f"Box {n}", "parent_id": self.cabinet.id, "barcode": f"T-B{n}"}
                for n in range(3)
            ]
        )
        for box in boxes:
            self._hand_over(self._draft(), location=box)
        self._forget()
        records = self.env[RECORD].with_user(self.archivist)
        panel = records.search_panel_select_range(
            "location_id", enable_counters=True, search_domain=[("name", "=", "秘密标题")], limit=3
        )["values"]
        self.assertEqual([(v["id"], v["__count"]) for v in panel], [(self.cabinet.id, 3)])

    def test_my_department(self):
        mine = self._file(department_id=self.service.id)
        below = self.env["hr.department"].create({"name": "Below", "parent_id": self.service.id})
        deeper = self._file(department_id=below.id)
        other = self._file(department_id=self.engineering.id)
        all_three = (mine | deeper | other).sudo()
        for user, operator, expected in (
            (self.clerk, "=", mine),
            (self.clerk, "!=", deeper | other),
            (self.service_head, "=", mine | deeper),
            (self.engineer, "=", other),
            (self.hr_manager, "=", all_three.browse()),
        ):
            found = self._find(user, True, "my_department", operator)
            self.assertEqual(found & all_three, expected, user.login)
