import io

from freezegun import freeze_time
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import SIGNATURE, LendingCase


def _pdf(pages):
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for number in range(1, pages + 1):
        canvas.drawString(100, 500, f"original page {number}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestCopy(LendingCase):
    """Copies and excerpts (D10)."""

    def setUp(self):
        super().setUp()
        self.company.archive_leader_ids = self.manager_of_all
        self.record = self._service_file(content=_pdf(3), medium="both")

    def _ask_copy(self, **vals):
        line = self._ask(
            **{
                "kind": "copy",
                "destination": "insurance company",
                "copy_count": 2,
                "lines": [{"requested_record_id": self.record.id}],
                **vals,
            }
        )
        self._approve(line, self.manager_of_all)
        return line

    def _deliver(self, line, user=None, **kwargs):
        line.with_user(user or self.archivist).action_deliver(SIGNATURE, SIGNATURE, **kwargs)
        self._forget()

    def test_destination_and_pages_are_needed(self):
        with self.assertRaisesRegex(UserError, "where the copy goes"):
            self._ask_copy(destination=False)
        lines = [{"requested_record_id": self.record.id}]
        with self.assertRaisesRegex(UserError, "which pages"):
            self._ask_copy(kind="excerpt", lines=lines)
        lines[0]["copy_pages"] = "all of it"
        with self.assertRaisesRegex(UserError, "write the pages"):
            self._ask_copy(kind="excerpt", lines=lines)

    def test_what_is_delivered_is_not_out(self):
        self._deliver(self._ask_copy())
        self._lend(self._service_file())
        summary = self.env["property.archive.summary.wizard"].with_user(self.archivist)
        summary = summary.create({"period": "month", "date": "2024-06-01"})
        summary.action_make()
        figures = {line.name: line.value for line in summary.line_ids}
        names = ("Handed out", "Out at the end", "Overdue at the end")
        # what is due later this month is not late today
        self.assertEqual([figures[name] for name in names], [2, 1, 0])

    def test_on_paper_numbered_and_signed(self):
        line = self._ask_copy()
        self._deliver(line)
        self.assertEqual(line.state, "delivered")
        self.assertRegex(line.copy_number, r"^FZ/2024/\d{4}$")
        self.assertEqual(line.copy_count, 2)
        self.assertEqual(self.record.availability, "in")
        self.assertEqual(len(line.sudo().signature_ids), 2)
        with self.assertRaises(AccessError):
            line._copy_content()

    def test_original_is_not_handed_out(self):
        line = self._ask_copy()
        with self.assertRaisesRegex(UserError, "the original stays"):
            self._hand_out(line)

    def test_digital_copy_is_stamped_on_every_page(self):
        line = self._ask_copy()
        self._deliver(line, digital=True)
        original = self.record.enclosure_ids.attachment_id.raw
        pages = PdfReader(io.BytesIO(line._copy_content())).pages
        self.assertEqual(len(pages), 3)
        for number, page in enumerate(pages, start=1):
            text = page.extract_text()
            self.assertIn(f"original page {number}", text)
            self.assertIn(line.loan_id.name, text)
            self.assertIn("engineer", text)
            self.assertIn("2024-06-03 12:00", text)
        self.record.invalidate_recordset()
        self.assertEqual(self.record.enclosure_ids.attachment_id.raw, original)

    def test_excerpt_holds_its_pages_only(self):
        line = self._ask_copy(
            kind="excerpt",
            lines=[{"requested_record_id": self.record.id, "copy_pages": "2-3"}],
        )
        self._deliver(line, digital=True)
        pages = PdfReader(io.BytesIO(line._copy_content())).pages
        self.assertEqual(len(pages), 2)
        self.assertIn("original page 2", pages[0].extract_text())

    def test_only_for_who_asked_and_in_time(self):
        line = self._ask_copy()
        self._deliver(line, digital=True)
        for user in (self.manager_of_all, self.archivist, self.clerk):
            with self.assertRaises(AccessError):
                line.with_user(user)._copy_content()
        with freeze_time("2024-06-11 04:00:00"), self.assertRaises(AccessError):
            line._copy_content()

    def test_file_that_is_no_pdf(self):
        self.record = self._service_file(content=b"text", medium="both")
        line = self._ask_copy()
        with self.assertRaisesRegex(UserError, "no PDF file"):
            self._deliver(line, digital=True)
        self.assertEqual(line.state, "approved")

    def test_owner_files_are_not_copied_for_others(self):
        with self.assertRaisesRegex(UserError, "says no"):
            self._ask(
                kind="copy",
                destination="home",
                lines=[{"category_id": self.owner_files.id, "unit_id": self.unit.id}],
            )
