import io
import unicodedata

import openpyxl
from freezegun import freeze_time
from pdfminer.high_level import extract_text

from odoo.exceptions import UserError
from odoo.tests import tagged

from ... import uninstall_hook
from ..common import RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestDestructionPaper(RetentionCase):
    def _sheet(self, key, user):
        content = self.env["property.archive.register"].with_user(user)._write_xlsx(key)
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]

    def test_the_register_holds_what_was_destroyed(self):
        record = self._filed()
        batch = self._ready(record)
        self._execute(batch)
        header, row, *_rest = self._sheet("destruction", self.archivist)
        values = dict(zip(header, row, strict=True))
        self.assertEqual(values["Reference"], record.reference)
        self.assertEqual(values["Title"], "秘密标题")
        self.assertEqual(values["Method"], "Shredding")
        self.assertEqual(values["Executor"], "archivist2")
        self.assertEqual(values["Certificate"], batch.certificate_number)
        self.assertEqual(values["SHA-256 of the Content"], batch.line_ids.content_hash)

    def test_application_for_destruction(self):
        batch = self._batch(self._filed())
        batch.action_submit()
        self._forget()
        form = self.env["property.archive.form"].search([("key", "=", "destruction_application")])
        wizard = (
            self.env["property.archive.register.wizard"]
            .with_user(self.archivist)
            .create(
                {
                    "form_id": form.id,
                    "source": "chosen",
                    "model": batch._name,
                    "chosen": batch.ids,
                }
            )
        )
        with self.allow_pdf_render():
            content = wizard.with_context(force_report_rendering=True)._render_pdf()
        text = unicodedata.normalize("NFKC", extract_text(io.BytesIO(content)))
        text = " ".join(text.split())
        for part in (
            "Application for Destruction",
            "DA-21",
            batch.name,
            "秘密标题",
            "Executor: __",
        ):
            self.assertIn(part, text)
        # a box to sign for each step of approval
        self.assertEqual(text.count("Signature: __"), len(batch.sudo().approval_ids))

    def test_titles_show_only_to_those_who_may_read_them(self):
        record = self._filed()
        batch = self._batch(record)
        batch.action_submit()
        record.sudo()._write_protected({"level_id": self.secret.id})
        self._forget()
        header, row, *_rest = self._sheet("destruction_list", self.service_head)
        values = dict(zip(header, row, strict=True))
        self.assertEqual(values["Reference"], record.reference)
        self.assertFalse(values["Title"])
        html = (
            self.env["ir.actions.report"]
            .with_user(self.service_head)
            ._render_qweb_html("property_archive_retention.report_destruction_list", batch.ids)[0]
        )
        self.assertNotIn("秘密标题", html.decode())

    def test_the_certificate_is_a_pdf_with_everything(self):
        record = self._filed()
        batch = self._ready(record)
        self._execute(batch)
        self._sign_all(batch)
        report = self.env["ir.actions.report"].with_user(self.archivist)
        name = "property_archive_retention.report_destruction_certificate"
        html = report._render_qweb_html(name, batch.ids)[0].decode()
        for text in (
            batch.certificate_number,
            record.reference,
            batch.line_ids.content_hash,
            "Shredding",
            "service_head",
            "executive",
            "auditor",
            "Outside witness",
        ):
            self.assertIn(text, html)
        with self.allow_pdf_render():
            pdf, kind = report.with_context(force_report_rendering=True)._render_qweb_pdf(
                name, batch.ids
            )
        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))

    def test_uninstalling_is_refused_while_a_batch_is_open(self):
        batch = self._batch()
        with self.assertRaisesRegex(UserError, batch.name):
            uninstall_hook(self.env)
        batch.action_stop("Enough")
        uninstall_hook(self.env)
