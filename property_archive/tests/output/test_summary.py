import io

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from openpyxl import load_workbook

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
class TestSummary(ArchiveCase):
    """Monthly, quarterly and yearly figures, and the digest by mail (G2)."""

    def _make(self, user, period, date):
        wizard = (
            self.env["property.archive.summary.wizard"]
            .with_user(user)
            .create({"period": period, "date": date})
        )
        wizard.action_make()
        return wizard

    def _figures(self, wizard):
        return {line.name: (line.value, line.previous) for line in wizard.line_ids}

    def _file_on(self, date, count):
        with freeze_time(date):
            records = (
                self.env["property.archive.record"]
                .with_user(self.clerk)
                .create(
                    [
                        {"name": f"回访 {number}", "category_id": self.papers.id}
                        for number in range(count)
                    ]
                )
            )
            self._hand_over(records)
        return records

    def test_a_summary_is_named_after_its_period(self):
        wizard = self.env["property.archive.summary.wizard"].with_user(self.archivist)
        wizard = wizard.create({"period": "quarter", "date": "2031-08-15"})
        self.assertEqual(wizard.display_name, "Archive summary of 2031, quarter 3")

    def test_periods(self):
        self._file_on("2031-02-03", 2)
        self._file_on("2031-01-20", 1)
        self._file_on("2030-11-20", 3)
        name = "Records filed"
        with freeze_time("2031-03-02"):
            month = self._make(self.archivist, "month", "2031-02-10")
            self.assertEqual(self._figures(month)[name], (2, 1))
            self.assertEqual(month._title(), "Archive summary of 2031-02")
            quarter = self._make(self.archivist, "quarter", "2031-02-10")
            self.assertEqual(self._figures(quarter)[name], (3, 3))
            self.assertEqual(quarter._title(), "Archive summary of 2031, quarter 1")
            year = self._make(self.archivist, "year", "2031-02-10")
            self.assertEqual(self._figures(year)[name], (3, 3))
            self.assertEqual(self._figures(month)[self.papers.display_name], (2, 1))

    def test_it_ends_where_the_company_is(self):
        # 23:30 UTC on the last of January is February in China
        self.company.partner_id.tz = "Asia/Shanghai"
        with freeze_time("2031-01-31 23:30:00"):
            incident = self.env["property.archive.incident"]._open_once(
                "loss", "summary,1", company=self.company
            )
            self.assertEqual(incident.date_found, fields.Datetime.now())
        with freeze_time("2031-03-02"):
            figures = self._figures(self._make(self.head, "month", "2031-02-10"))
        self.assertEqual(figures["Incidents found"], (1, 0))

    def test_sheet_and_page(self):
        self._file_on("2031-02-03", 2)
        with freeze_time("2031-03-02"):
            wizard = self._make(self.archivist, "month", "2031-02-10")
            register = self.env["property.archive.register"].with_user(self.archivist)
            sheet = load_workbook(
                io.BytesIO(register._write_xlsx("summary", wizard.line_ids.ids))
            ).active
            rows = [row[1:3] for row in sheet.values]
            self.assertIn(("Records filed", 2), rows)
            html, _kind = (
                self.env["ir.actions.report"]
                .with_user(self.archivist)
                ._render_qweb_html("property_archive.report_summary", wizard.ids)
            )
            self.assertIn("Archive summary of 2031-02", html.decode())
            chosen = wizard.action_xlsx()["params"]["selection"]
            chosen = self.env["property.archive.register.wizard"].browse(chosen)
            content = register._write_xlsx(
                "summary", **chosen.with_user(self.archivist)._selection()
            )
            book = load_workbook(io.BytesIO(content))
            self.assertIn("2031-02-01 to 2031-02-28", book.active.cell(3, 1).value)
            self.assertIn("Records filed", [row[1] for row in book.active.values])
            # nobody else's figures
            others = register.with_user(self.head)._write_xlsx("summary", wizard.line_ids.ids)
            rows = [row[1] for row in load_workbook(io.BytesIO(others)).active.values]
            self.assertNotIn("Records filed", rows)

    def test_pages_of_a_long_summary(self):
        with freeze_time("2031-03-02"):
            wizard = self._make(self.archivist, "month", "2031-02-10")
        lines = wizard.line_ids.sudo()
        for count in (1, 26, 27, 28, 31, 32, 33, 62, 104):
            lines.unlink()
            lines = lines.create(
                [
                    {
                        "wizard_id": wizard.id,
                        "sequence": number,
                        "section": f"Section {number // 20}",
                        "name": str(number),
                    }
                    for number in range(count)
                ]
            )
            wizard.invalidate_recordset()
            pages = wizard._paper_pages()
            with self.subTest(count=count):
                printed = [line for page in pages for _name, part in page["parts"] for line in part]
                self.assertEqual([line.id for line in printed], lines.ids)
                # neither a heading nor the lines to sign stand alone
                self.assertTrue(all(part for page in pages for _name, part in page["parts"]))
                rows = [sum(1 + len(part) for _name, part in page["parts"]) for page in pages]
                self.assertLessEqual(max(rows), 33)
                self.assertLessEqual(rows[-1], 28)
                numbered = f"page 1 of {len(pages)}" if len(pages) > 1 else False
                self.assertEqual(pages[0]["number"], numbered)

    def test_refusals(self):
        with self.assertRaises(AccessError):
            self._make(self.clerk, "month", "2031-02-10")
        tomorrow = fields.Date.today() + relativedelta(years=1)
        with self.assertRaisesRegex(UserError, "has not begun"):
            self._make(self.archivist, "month", tomorrow)
        wizard = self._make(self.archivist, "month", "2026-01-10")
        with self.assertRaises(AccessError):
            wizard.line_ids.with_user(self.archivist)[0].write({"value": 7})

    def test_digest(self):
        self._file_on(fields.Date.today() - relativedelta(days=1), 2)
        digest = self.env.ref("property_archive.digest_archive").sudo()
        digest.user_ids = self.archivist | self.clerk
        digest.company_id = self.company
        names = {
            user: {
                kpi["kpi_name"]: kpi["kpi_col1"]["value"]
                for kpi in digest._compute_kpis(self.company, user)
            }
            for user in digest.user_ids
        }
        self.assertGreaterEqual(names[self.archivist]["kpi_archive_filed"], 2)
        self.assertNotIn("kpi_archive_filed", names[self.clerk])
        before = self.env["mail.mail"].sudo().search_count([])
        digest.action_send_manual()
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), before + 2)
