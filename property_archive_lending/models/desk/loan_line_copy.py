import io

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_FONT = "STSong-Light"


class PropertyArchiveLoanLine(models.Model):
    """Copies and excerpts: numbered, counted, checked, stamped (requirement D10).

    A digital copy is never stored. It is made from the original, with a stamp on every page,
    each time the requester fetches it during the term.
    """

    _inherit = "property.archive.loan.line"

    copy_number = fields.Char(readonly=True, copy=False)
    copy_digital = fields.Boolean("Digital Copy", readonly=True, copy=False)
    date_fetched = fields.Datetime(
        "Fetched On",
        readonly=True,
        copy=False,
        help="When who asked fetched the digital copy first.",
    )
    copy_count = fields.Integer(related="loan_id.copy_count")
    destination = fields.Char(related="loan_id.destination")
    copy_text = fields.Char(
        "Copy",
        compute="_compute_copy_text",
        compute_sudo=True,
        help="How many copies of which pages, and where they go.",
    )

    _copy_number_uniq = models.UniqueIndex(
        "(company_id, copy_number) WHERE copy_number IS NOT NULL",
        "This copy number is in use already.",
    )

    @api.depends("kind", "copy_count", "copy_pages", "destination")
    def _compute_copy_text(self):
        for line in self:
            line.copy_text = line.kind in ("copy", "excerpt") and " · ".join(
                [
                    self.env._("copies: %s", line.copy_count),
                    self.env._("pages: %s", line.copy_pages or self.env._("all")),
                    self.env._("to: %s", line.destination or ""),
                ]
            )

    def action_deliver(self, borrower_signature=None, archivist_signature=None, digital=False):
        """Hand over the copy, checked against the original, signed and sealed.

        :param borrower_signature: base64 picture drawn on the archivist's screen
        :param archivist_signature: the archivist's own: it was checked
        :param bool digital: who asked fetches a stamped PDF while the term runs
        :raise UserError: when it is not approved or not found yet, or there is nothing
            to make a digital copy of
        """
        self.ensure_one()
        self._check_desk()
        self._lock_borrowers()
        self._lock_rows()
        self._check_state("approved")
        line = self.sudo()
        if line.kind not in ("copy", "excerpt"):
            raise UserError(self.env._("%s asks for no copy.", self.display_name))
        record = self._get_found_record()
        line._check_borrowers()
        record._check_blockers("read" if digital else "lend")
        if digital:
            line._check_counterpart(physical=False)
            line._copy_sources()
        if digital and line.loan_id._is_portal():
            # the requester is not at the desk: fetching the copy is logged as its receipt
            self._sign("archivist", archivist_signature, phase="out")
        else:
            self._sign_both("out", borrower_signature, archivist_signature)
        now = fields.Datetime.now()
        line._write_protected(
            {
                "state": "delivered",
                "physical": False,
                "copy_number": self._next_number(line.company_id, "property.archive.copy"),
                "copy_digital": digital,
                "date_out": now,
                "date_due": line._due_from(now),
                "handed_out_by_id": self.env.uid,
            }
        )
        self.env["property.archive.log"]._log(
            "copied",
            record,
            line=self.id,
            number=line.copy_number,
            count=line.copy_count,
            digital=digital,
        )
        return True

    def action_download_copy(self):
        """Fetch the stamped copy."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/property_archive/copy/{self.id}.pdf",
            "target": "download",
        }

    def _copy_sources(self):
        """PDF files of the record that may be copied for this borrower."""
        record = self.sudo().record_id
        pieces = record.enclosure_ids
        if (
            record.employee_id
            and record.employee_id == self.sudo().employee_id
            or self.sudo().partner_id & record._subject_partners()
        ):
            pieces = pieces.filtered(lambda piece: not piece.not_for_subject)
        files = pieces.attachment_id.filtered(
            lambda attachment: (attachment.raw or b"").startswith(b"%PDF-")
        )
        if not files:
            raise UserError(
                self.env._("%s holds no PDF file: make the copy on paper.", record.display_name)
            )
        return files

    def _copy_content(self):
        """The stamped copy, for the borrower's user while the term runs.

        :return: the bytes of a PDF
        :raise AccessError: for anybody else, or at another time
        """
        self.ensure_one()
        self.check_access("read")
        line = self.sudo()
        user = line.employee_id.user_id or line.partner_id.user_ids
        now = fields.Datetime.now()
        if (
            line.state != "delivered"
            or not line.copy_digital
            or self.env.user not in user
            or not line.date_out <= now < line.date_due
        ):
            raise AccessError(self.env._("This copy is for who asked for it, while its term runs."))
        content = line._stamped(line._copy_sources(), line._copy_stamp(now))
        self.env["property.archive.log"]._log(
            "copy_fetched", line.record_id, line=line.id, number=line.copy_number
        )
        if not line.date_fetched:
            line._write_protected({"date_fetched": now})
        return content

    def _copy_stamp(self, now):
        moment = self.company_id._archive_local_time(now)
        return self.env._(
            "Copy %(number)s · request %(loan)s · %(borrower)s · %(moment)s",
            number=self.copy_number,
            loan=self.loan_id.name,
            borrower=self.borrower,
            moment=moment.strftime("%Y-%m-%d %H:%M"),
        )

    def _stamped(self, files, text):
        """These PDF files, one after the other, with a text on every page.

        :param files: ``ir.attachment`` records; they stay as they are
        :param str text: what is stamped
        :return: the bytes of a PDF
        """
        wanted = self._wanted_pages()
        writer = PdfWriter()
        number = 0
        try:
            for attachment in files:
                for page in PdfReader(io.BytesIO(attachment.raw)).pages:
                    number += 1
                    if wanted and number not in wanted:
                        continue
                    page = writer.add_page(page)
                    page.transfer_rotation_to_content()
                    page.merge_page(self._stamp_page(page.mediabox, text))
        except PyPdfError as error:
            raise UserError(self.env._("A file of this record is no readable PDF.")) from error
        if not writer.pages:
            raise UserError(self.env._("The pages asked for are not in the file."))
        buffer = io.BytesIO()
        writer.write(buffer)
        return buffer.getvalue()

    def _wanted_pages(self):
        """Page numbers asked for; empty for all."""
        pages = set()
        for part in (self.copy_pages or "").split(","):
            first, _dash, last = part.strip().partition("-")
            if first:
                # no document has more: a typed 1-999999999 must not fill the memory
                end = min(int(last or first), 20000)
                pages.update(range(int(first), end + 1))
        return pages

    def _stamp_page(self, box, text):
        """A transparent page of this size with the stamp: along the foot and across (D10)."""
        if _FONT not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
        width, height = float(box.width), float(box.height)
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(width, height))
        canvas.translate(float(box.left), float(box.bottom))
        canvas.setFillColorRGB(0.75, 0.1, 0.1, 0.85)
        canvas.setFont(_FONT, 9)
        canvas.drawCentredString(width / 2, 12, text)
        canvas.setFillColorRGB(0.75, 0.1, 0.1, 0.12)
        canvas.translate(width / 2, height / 2)
        canvas.rotate(45)
        canvas.setFont(_FONT, max(12, min(width, height) / 24))
        canvas.drawCentredString(0, 0, text)
        canvas.save()
        return PdfReader(io.BytesIO(buffer.getvalue())).pages[0]
