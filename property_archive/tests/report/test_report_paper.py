import socket
from contextlib import closing

from lxml import etree

from odoo.tests import tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
class TestReportPaper(ArchiveCase):
    """Every paper of the archive carries its own style and fetches nothing."""

    def _reports(self):
        return self.env["ir.actions.report"].search(
            [("report_name", "=like", "property\\_archive%")]
        )

    def _called(self, name):
        """Names of the templates a template calls, those they call included."""
        calls, waiting = set(), {name}
        while waiting:
            template = waiting.pop()
            calls.add(template)
            root = etree.fromstring(self.env.ref(template).get_combined_arch())
            waiting |= set(root.xpath("//@t-call")) - calls
        return calls

    def test_every_report_uses_the_one_layout(self):
        reports = self._reports()
        self.assertGreater(len(reports), 4)
        for report in reports:
            with self.subTest(report=report.report_name):
                called = self._called(report.report_name)
                self.assertIn("property_archive.report_style", called)
                self.assertFalse([name for name in called if name.startswith("web.")])
                self.assertEqual(
                    report._get_layout(), self.env.ref("property_archive.report_paper")
                )
        other = self.env.ref("web.action_report_internalpreview")
        self.assertEqual(other._get_layout(), self.env.ref("web.minimal_layout"))

    def test_no_connection_is_made_for_a_paper(self):
        action = self._draft().action_submit()
        handover = self.env["property.archive.handover"].browse(action["res_id"])
        with closing(socket.create_server(("127.0.0.1", 0))) as listener:
            listener.setblocking(False)
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            self.env["ir.config_parameter"].set_param("report.url", url)
            report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
            pdf, kind = report._render_qweb_pdf("property_archive.report_handover", handover.ids)
            self.assertEqual(kind, "pdf")
            self.assertTrue(pdf.startswith(b"%PDF"))
            with self.assertRaises(BlockingIOError):
                listener.accept()
