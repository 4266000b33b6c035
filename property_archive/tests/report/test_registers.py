import datetime
import html
import io
import json
import unicodedata
from unittest.mock import patch

import openpyxl
from freezegun import freeze_time
from pdfminer.high_level import extract_text

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from ...models.report import register_paper, register_value, register_xlsx
from ...models.report.register_paper import Table
from ..common import ArchiveCase


class RegisterCase(ArchiveCase):
    """Opens registers as their reader does."""

    def _sheet(self, key, user=None, **selection):
        """The rows of a register below its header, as dictionaries."""
        self._forget()
        registers = self.env["property.archive.register"].with_user(user or self.archivist)
        self.book = openpyxl.load_workbook(io.BytesIO(registers._write_xlsx(key, **selection)))
        header, *rows = self.book.active.iter_rows(min_row=4)
        names = [cell.value for cell in header]
        rows = [dict(zip(names, [cell.value for cell in row], strict=True)) for row in rows]
        # below the rows: an empty one, then the lines to sign
        return rows[:-2]

    def _top(self):
        return [self.book.active.cell(row, 1).value for row in (1, 2, 3)]

    def _pdf(self, key, user=None, **wizard):
        """The text of a register on paper."""
        self._forget()
        form = self.env["property.archive.form"].search([("key", "=", key)])
        wizard = (
            self.env["property.archive.register.wizard"]
            .with_user(user or self.archivist)
            .create({"form_id": form.id, "file_format": "pdf", **wizard})
        )
        with self.allow_pdf_render():
            content = wizard.with_context(force_report_rendering=True)._render_pdf()
        self.assertTrue(content.startswith(b"%PDF"))
        # fonts share glyphs: a radical comes out for the character of the same look
        return unicodedata.normalize("NFKC", " ".join(extract_text(io.BytesIO(content)).split()))

    def _exports(self, key):
        self.env.cr.precommit.run()
        return (
            self.env["property.archive.log"]
            .sudo()
            .search([("action", "=", "exported"), ("detail", "like", f'"register": "{key}"')])
        )

    def _volume(self):
        """A volume with two items, of which the younger was filed first."""
        volume = self._file(name="2023 年会议纪要")
        items = [
            self._file(name=name, parent_id=volume.id, date_document=date, page_count=pages)
            for name, date, pages in (("六月纪要", "2023-06-30", 4), ("三月纪要", "2023-03-31", 3))
        ]
        return volume, *items


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestRegisters(RegisterCase):
    """Every register and form of the core addon, by name (G1)."""

    def test_every_register_is_listed_as_a_form(self):
        registers = self.env["property.archive.register"]._registers()
        forms = self.env["property.archive.form"].search([])
        self.assertLessEqual(set(registers), set(forms.mapped("key")))
        numbers = [register["form_number"] for register in registers.values()]
        self.assertEqual(len(numbers), len(set(numbers)))

    def test_title_block_and_sheet(self):
        record = self._file(page_count=7)
        (row,) = self._sheet("records", ids=record.ids)
        title, company, period = self._top()
        self.assertEqual(title, "General Catalogue")
        self.assertEqual(company, f"{self.company.name} · form DA-01")
        self.assertEqual(period, "Period: all · prepared by archivist on 2024-06-03 12:00")
        sheet = self.book.active
        self.assertEqual(sheet.freeze_panes, "A5")
        self.assertRegex(sheet.auto_filter.ref, r"^A4:[A-Z]5$")
        self.assertAlmostEqual(sheet.column_dimensions["C"].width, 40, delta=1)
        self.assertEqual(row["Pages"], 7)
        self.assertEqual(row["Filed On"], datetime.datetime(2024, 6, 3))
        self.assertEqual(sheet.cell(5, 8).number_format, "yyyy-mm-dd")
        last = [cell.value for cell in sheet[sheet.max_row] if cell.value]
        self.assertEqual(last, ["Prepared by: ____________", "Checked by: ____________"])

    def test_no_text_becomes_a_formula_or_a_link(self):
        for text in ("=1+1", "+1", "@SUM(A1)", "https://example.com/", "-2+3", "0012"):
            record = self._file(name=text)
            (row,) = self._sheet("records", ids=record.ids)
            self.assertEqual(row["Title"], text)
            cell = self.book.active.cell(5, 3)
            self.assertEqual((cell.data_type, cell.hyperlink), ("s", None))

    def test_no_text_becomes_markup(self):
        for text in ("<r><t>x</t></r>", "<r>", "<r></si></r>", "a\x01b", "a\uffffb", "<&>\"'"):
            record = self._file(name=text)
            (row,) = self._sheet("records", ids=record.ids)
            self.assertEqual(openpyxl.utils.escape.unescape(row["Title"]), text)

    def test_a_register_is_ready_to_be_printed(self):
        self._sheet("records", ids=self._file().ids)
        sheet = self.book.active
        setup = sheet.page_setup
        self.assertEqual((setup.orientation, setup.paperSize), ("landscape", 9))
        self.assertEqual(
            (sheet.sheet_properties.pageSetUpPr.fitToPage, setup.fitToHeight), (True, 0)
        )
        self.assertEqual((sheet.print_title_rows, sheet.print_options.gridLines), ("$4:$4", True))
        self.assertTrue(sheet.cell(5, 3).alignment.wrap_text)

    def test_pages_of_a_long_register_repeat_their_header(self):
        volume, *_items = self._volume()
        registers = self.env["property.archive.register"].with_user(self.archivist)
        register = registers._describe("complete")
        table = Table(register["columns"], across=True)
        row = ["题名" * 30] * len(register["columns"])
        pages = table.share_out([row] * 40, (110, 110), 60)
        self.assertGreater(len(pages), 2)
        self.assertEqual(sum(len(page) for page in pages), 40)
        self.assertEqual(table.share_out([], (110, 110), 60), [[]])
        sizes = patch.dict(register_paper._SIZES, {True: (1300, 200)})
        sizes.start()
        self.addCleanup(sizes.stop)
        paper = registers._paper("complete", {"model": volume._name, "ids": volume.ids})
        self.assertEqual([page["last"] for page in paper["pages"]][-1], True)
        self.assertEqual(paper["pages"][0]["number"], f"page 1 of {len(paper['pages'])}")
        rows = [row for page in paper["pages"] for row in page["rows"]]
        self.assertEqual([row[0] for row in rows], ["1", "2", "3"])

    def test_general_catalogue_holds_what_its_reader_sees(self):
        self._clear(self.archivist)
        self._clear(self.clerk)
        seen = self._file()
        hidden = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        ids = [*seen.ids, *hidden.ids]
        codes = {row["Reference"] for row in self._sheet("records", self.engineer, ids=ids)}
        self.assertEqual(codes, {seen.reference})
        codes = {row["Reference"] for row in self._sheet("records", self.archivist, ids=ids)}
        self.assertEqual(codes, {seen.reference, hidden.reference})

    def test_an_export_is_logged_with_what_it_told(self):
        self._clear(self.archivist)
        self._clear(self.clerk)
        record = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        before = self._exports("records")
        self._sheet("records", ids=record.ids)
        logs = self._exports("records") - before
        self.assertEqual(set(logs.mapped("user_id")), {self.archivist.id})
        self.assertEqual(set(logs.mapped("res_model")), {"res.company", "property.archive.record"})
        self.assertEqual(logs.filtered("reference").res_id, record.id)
        self.assertNotIn("秘密标题", " ".join(logs.mapped("detail")))

    def test_period_and_filter(self):
        old = self._file()
        with freeze_time("2024-06-10 04:00:00"):
            young = self._file()
            ids = [*old.ids, *young.ids]
            rows = self._sheet("records", ids=ids, date_from=datetime.date(2024, 6, 4))
            self.assertEqual([row["Reference"] for row in rows], [young.reference])
            self.assertIn("from 2024-06-04", self._top()[2])
            rows = self._sheet(
                "records", domain=[("id", "in", ids)], date_to=datetime.date(2024, 6, 3)
            )
        self.assertEqual([row["Reference"] for row in rows], [old.reference])

    def test_item_catalogue(self):
        volume, june, march = self._volume()
        june.sudo().enclosure_ids._write_protected(
            {"document_number": "会字〔2023〕6号", "author": "办公室"}
        )
        rows = self._sheet("items", model="property.archive.record", ids=volume.ids)
        self.assertEqual(
            list(rows[0]),
            ["No.", "Volume", "Reference", "Document Number", "Author", "Title", "Date", "Level"]
            + ["Pages", "Remarks"],
        )
        self.assertEqual(
            [(row["No."], row["Volume"], row["Reference"], row["Pages"]) for row in rows],
            [(1, volume.reference, march.reference, 3), (2, volume.reference, june.reference, 4)],
        )
        self.assertEqual(rows[1]["Document Number"], "会字〔2023〕6号")
        self.assertEqual(rows[1]["Author"], "办公室")
        self.papers.item_order = "newest"
        rows = self._sheet("items", ids=volume.ids)
        self.assertEqual([r["Reference"] for r in rows], [june.reference, march.reference])

    def test_volume_and_complete_catalogue(self):
        volume, june, march = self._volume()
        (row,) = self._sheet("volumes", ids=(volume | june).ids)
        self.assertEqual((row["Items"], row["Pages"]), (2, 7))
        self.assertEqual(row["From"], datetime.datetime(2023, 3, 31))
        self.assertEqual(row["Until"], datetime.datetime(2023, 6, 30))
        rows = self._sheet("complete", ids=volume.ids)
        self.assertEqual(
            [row["Reference"] for row in rows], [volume.reference, march.reference, june.reference]
        )
        self.assertEqual({row["Volume"] for row in rows}, {volume.reference})

    def test_catalogue_of_filed_documents(self):
        volume, june, march = self._volume()
        rows = self._sheet("documents", ids=(volume | june | march).ids)
        self.assertEqual([row["Reference"] for row in rows], [march.reference, june.reference])

    def test_list_of_papers_needs_the_right_to_the_content(self):
        self._clear(self.archivist)
        self._clear(self.clerk)
        record = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        selection = {"model": "property.archive.record", "ids": record.ids}
        self.assertFalse(self._sheet("contents", self.archivist, **selection))
        papers = self._file()
        selection["ids"] = papers.ids
        (row,) = self._sheet("contents", self.engineer, **selection)
        self.assertEqual((row["Reference"], row["Title"]), (papers.reference, "Page"))

    def test_incoming_and_outgoing_documents(self):
        incoming, outgoing = (
            self._file(
                category=self.papers.copy(
                    {
                        "code": f"T-{name}",
                        "parent_id": self.env.ref(f"property_archive.category_{name}").id,
                    }
                )
            )
            for name in ("government", "document")
        )
        both = (incoming | outgoing).ids
        (row,) = self._sheet("incoming_filed", ids=both)
        self.assertEqual(row["Reference"], incoming.reference)
        (row,) = self._sheet("outgoing_filed", ids=both)
        self.assertEqual(row["Reference"], outgoing.reference)

    def test_receipts_signing_book_and_handover_list(self):
        self._clear(self.archivist)
        self._clear(self.clerk)
        record = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        handover = record.sudo().handover_line_ids.handover_id
        selection = {"model": handover._name, "ids": handover.ids}
        (row,) = self._sheet("receipts", **selection)
        self.assertEqual(
            (row["Reference"], row["Giver"], row["Receiver"]),
            (record.reference, "clerk", "archivist"),
        )
        (row,) = self._sheet("signing_book", **selection)
        self.assertEqual((row["Unit"], row["Signed For By"]), ("3-2-1501", "archivist"))
        (row,) = self._sheet("handover", **selection)
        self.assertEqual(row["Number"], handover.name)
        text = self._pdf("handover", source="chosen", model=handover._name, chosen=handover.ids)
        for part in ("Handover List", "DA-13", record.reference, "Receiver: ____"):
            self.assertIn(part, text)
        papers = self._file()
        (row,) = self._sheet(
            "signing_book",
            ids=(handover | papers.sudo().handover_line_ids.handover_id).ids,
            model=handover._name,
        )
        self.assertEqual(row["Reference"], record.reference)

    def test_stock_check_list(self):
        self._clear(self.archivist)
        record = self._file()
        checks = self.env["property.archive.check"].with_user(self.archivist)
        vals = {"scope": "place", "location_id": self.cabinet.id}
        check = checks.create({**vals, "blind": False})
        check.action_start()
        (row,) = self._sheet("check", model=check._name, ids=check.ids)
        self.assertEqual((row["Reference"], row["Result"]), (record.sudo().reference, "To Count"))
        self.assertIn("form DA-15", self._top()[1])

    def test_a_title_shows_only_where_it_may_be_read(self):
        record = self._file()
        handover = record.sudo().handover_line_ids.handover_id
        record.sudo()._write_protected({"level_id": self.secret.id})
        selection = {"model": handover._name, "ids": handover.ids}
        (row,) = self._sheet("receipts", self.clerk, **selection)
        self.assertEqual((row["Reference"], row["Title"]), (record.sudo().reference, None))

    def test_item_catalogue_on_paper(self):
        volume, june, march = self._volume()
        text = self._pdf("items", source="chosen", model=volume._name, chosen=volume.ids)
        for part in (
            "Item Catalogue of a Volume",
            "DA-03",
            volume.reference,
            "三月纪要",
            "六月纪要",
        ):
            self.assertIn(part, text)
        self.assertIn("Checked by: ____", text)
        self.assertTrue(self._exports("items").filtered(lambda log: '"pdf"' in log.detail))

    def test_cover_and_notes_of_a_volume(self):
        volume, *_items = self._volume()
        for key, part in (("cover", "Volume Cover"), ("notes", "Notes at the End of a Volume")):
            text = self._pdf(key, source="chosen", model=volume._name, chosen=volume.ids)
            self.assertIn(part, text)
            self.assertIn(volume.reference, text)
            self.assertIn("2023 年会议纪要", text)
        # signed once, below the space to write
        self.assertNotIn("Signature", text)

    def test_each_volume_has_pages_of_its_own(self):
        volumes = self.env["property.archive.record"]
        for _number in range(2):
            volumes |= self._volume()[0]
        registers = self.env["property.archive.register"].with_user(self.archivist)
        sizes = patch.dict(register_paper._SIZES, {True: (1300, 250)})
        sizes.start()
        self.addCleanup(sizes.stop)
        paper = registers._paper("items", {"model": volumes._name, "ids": volumes.ids})
        self.assertEqual(
            [page["number"] for page in paper["pages"]], ["page 1 of 2", "page 2 of 2"] * 2
        )

    def test_a_long_heading_leaves_less_room(self):
        registers = self.env["property.archive.register"]
        self.assertEqual(registers._heading_lines([("Volume", "W-1"), ("Title", "短")], 885), 1)
        self.assertGreater(registers._heading_lines([("Title", "长" * 250)], 885), 3)

    def test_a_form_of_nothing_says_which(self):
        text = self._pdf("cover", domain="[('id', '=', 0)]")
        self.assertIn("Volume Cover", text)
        self.assertIn("No entries", text)

    def test_a_file_is_named_after_its_period(self):
        wizard = self.env["property.archive.register.wizard"].new({})
        for first, last, name in (
            ("2024-02-01", "2024-02-29", "2024-02"),
            ("2023-01-01", "2023-12-31", "2023"),
            ("2023-04-01", "2023-06-30", "2023-04-01_2023-06-30"),
            ("2023-04-01", False, "2023-04-01"),
            (False, False, ""),
        ):
            wizard.update({"date_from": first, "date_to": last})
            self.assertEqual(wizard._period_name(), name)

    def test_a_long_register_is_no_pdf(self):
        volume, *_items = self._volume()
        registers = self.env["property.archive.register"].with_user(self.archivist)
        self.patch(type(registers), "_PDF_ROWS", 2)
        with self.assertRaisesRegex(UserError, "has 3 rows, and 2 are the most.*XLSX"):
            registers._paper("complete", {"model": volume._name, "ids": volume.ids})

    def test_own_form_number_and_title(self):
        form = self.env["property.archive.form"].search([("key", "=", "records")])
        form.with_user(self.head).write({"form_number": "QR-DA-07", "title": "档案总目录"})
        self._sheet("records", ids=self._file().ids)
        self.assertEqual(self._top()[0], "档案总目录")
        self.assertIn("form QR-DA-07", self._top()[1])
        other = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(form.with_company(other).form_number)
        with self.assertRaises(AccessError):
            form.with_user(self.archivist).write({"form_number": "X"})
        with self.assertRaisesRegex(AccessError, "Key on"):
            form.with_user(self.head).write({"key": "other"})

    def test_wizard_chooses(self):
        first, second = self._file(), self._file()
        wizards = self.env["property.archive.register.wizard"].with_user(self.archivist)
        context = {
            "active_model": first._name,
            "active_ids": first.ids,
            "active_domain": [("id", "in", [first.id, second.id])],
        }
        wizard = wizards.with_context(**context).create({})
        self.assertEqual((wizard.source, wizard.row_count), ("chosen", 1))
        self.assertNotIn("receipts", wizard.form_ids.mapped("key"))
        wizard.source = "filter"
        self.assertEqual(wizard.row_count, 2)
        wizard.domain = "[('id', '=', __import__('os').getpid())]"
        with self.assertRaisesRegex(UserError, "filter is none"):
            wizard._selection()
        with self.assertRaisesRegex(ValidationError, "ends before"):
            wizard.write({"date_from": "2024-06-02", "date_to": "2024-06-01"})

    def test_queries_do_not_follow_the_rows(self):
        records = self._file()
        for _copy in range(9):
            records |= self._file()
        registers = self.env["property.archive.register"].with_user(self.archivist)

        def queries(ids):
            self._forget()
            before = self.env.cr.sql_log_count
            registers._write_xlsx("documents", ids=ids)
            return self.env.cr.sql_log_count - before

        queries(records.ids)
        self.assertEqual(queries(records.ids), queries(records[:2].ids))

    def test_memory_does_not_follow_the_rows(self):
        records = self._file() | self._file() | self._file() | self._file() | self._file()
        registers = self.env["property.archive.register"].with_user(self.archivist)
        self.patch(register_value, "BATCH", 2)
        held, titles = [], records._fields["name"]
        batches = type(registers)._batches

        def watched(self, *args):
            for batch in batches(self, *args):
                yield batch
                held.append(len(titles._get_cache(self.env)))

        self.patch(type(registers), "_batches", watched)
        self._forget()
        rows = openpyxl.load_workbook(io.BytesIO(registers._write_xlsx("records", records.ids)))
        self.assertRegex(rows.active.auto_filter.ref, r"^A4:[A-Z]9$")
        # no more than a batch is ever held, however long the register
        self.assertEqual(len(held), 3)
        self.assertLessEqual(max(held), 2)


@tagged("post_install", "-at_install")
class TestRegisterDownload(HttpCase, RegisterCase):
    """Registers over HTTP."""

    def setUp(self):
        super().setUp()
        self.archivist.password = self.archivist.login
        self.engineer.password = self.engineer.login

    def test_download(self):
        record = self._file()
        wizard = self.env["property.archive.register.wizard"].with_user(self.archivist)
        wizard = wizard._select("records", record.with_user(self.archivist))
        url = wizard.action_download()["params"]["url"]
        self.authenticate(self.archivist.login, self.archivist.login)
        answer = self.url_open(url)
        self.assertEqual(int(answer.headers["Content-Length"]), len(answer.content))
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertIn("DA-01", answer.headers["Content-Disposition"])
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        self.assertEqual(sheet.cell(5, 2).value, record.reference)
        self.authenticate(self.engineer.login, self.engineer.login)
        # another one's choice is no choice
        self.assertEqual(self.url_open(url).status_code, 404)

    def test_progress_is_told_and_the_file_comes_in_pieces(self):
        self.patch(register_value, "BATCH", 2)
        self.patch(register_xlsx, "_STEP", 2)
        records = self._file() | self._file() | self._file() | self._file() | self._file()
        wizards = self.env["property.archive.register.wizard"].with_user(self.archivist)
        wizard = wizards._select("records", records.with_user(self.archivist))
        action = wizard.action_download()
        self.assertEqual(action["params"]["selection"], wizard.id)
        self.authenticate(self.archivist.login, self.archivist.login)
        last = self.env["bus.bus"].search([], order="id desc", limit=1).id
        answer = self.opener.get(self.base_url() + action["params"]["url"], stream=True)
        pieces = list(answer.iter_content(1024))
        self.assertGreater(len(pieces), 3)
        self.assertEqual(sum(map(len, pieces)), int(answer.headers["Content-Length"]))
        sheet = openpyxl.load_workbook(io.BytesIO(b"".join(pieces))).active
        self.assertRegex(sheet.auto_filter.ref, r"^A4:[A-Z]9$")
        messages = [
            json.loads(message)["payload"]
            for message in self.env["bus.bus"].search([("id", ">", last)]).mapped("message")
            if json.loads(message)["type"] == "property_archive.register"
        ]
        self.assertEqual(
            messages, [{"selection": wizard.id, "done": done, "total": 5} for done in (2, 4)]
        )

    def test_a_refusal_is_told_as_such(self):
        self.env["res.lang"]._activate_lang("en_US")
        records = self._file() | self._file()
        wizards = self.env["property.archive.register.wizard"].with_user(self.archivist)
        wizard = wizards._select("records", records.with_user(self.archivist), "pdf")
        url = wizard.action_download()["params"]["url"]
        self.patch(type(self.env["property.archive.register"]), "_PDF_ROWS", 1)
        with self.assertRaisesRegex(UserError, "has 2 rows, and 1 are the most"):
            wizard.action_download()
        self.authenticate(self.archivist.login, self.archivist.login)
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 422)
        told = json.loads(html.unescape(answer.text))
        self.assertIn("has 2 rows", told["data"]["message"])

    def test_unknown(self):
        self.authenticate(self.archivist.login, self.archivist.login)
        for path in ("records.exe", "records.xlsx?selection=x"):
            self.assertEqual(self.url_open(f"/property_archive/register/{path}").status_code, 404)
