import io

from freezegun import freeze_time
from pypdf import PdfReader

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..common import SIGNATURE, ArchiveCase

REPORT = "property_archive.report_handover"


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestHandoverPaper(HttpCase, ArchiveCase):
    """The handover list 移交清单 on paper (A9, G1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)

    def _handover(self):
        record = self._draft(page_count=12)
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        received = handover.with_user(self.archivist)
        received.line_ids.write({"location_id": self.rack.id, "note": "第 3 页缺角"})
        received.action_accept_all()
        received.action_sign(SIGNATURE)
        self._forget()
        return handover

    def _html(self, handover, user):
        report = self.env["ir.actions.report"].with_user(user)
        return report._render_qweb_html(REPORT, handover.ids)[0].decode()

    def test_the_list_names_records_differences_and_who_signed(self):
        handover = self._handover()
        html = self._html(handover, self.archivist)
        for text in ("T-SRV-2024-0001", "秘密标题", "第 3 页缺角", "Rack", "clerk", "archivist"):
            self.assertIn(text, html)
        self.assertEqual(html.count("data:image/png;base64,"), 2)

    def test_who_takes_part_sees_no_title_they_may_not_read(self):
        record = self._file(
            category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id, name="张伟的秘密"
        )
        handover = self.env["property.archive.handover"]._make(
            "succession",
            self.archivist,
            self.engineer,
            record.sudo(),
            successor_id=self.engineer.employee_id.id,
        )
        html = self._html(handover, self.engineer)
        self.assertIn("T-OWN-2024-0001", html)
        self.assertNotIn("张伟的秘密", html)
        self.assertFalse(handover.with_user(self.engineer).line_ids.record_name)
        with self.assertRaises(AccessError):
            self._html(handover, self.engineering_head)

    def test_it_is_a_pdf(self):
        handover = self._handover()
        report = self.env["ir.actions.report"].with_user(self.archivist)
        with self.allow_pdf_render():
            pdf, kind = report.with_context(force_report_rendering=True)._render_qweb_pdf(
                REPORT, handover.ids
            )
        self.assertEqual(kind, "pdf")
        self.assertIn("秘密标题", PdfReader(io.BytesIO(pdf)).pages[0].extract_text())
