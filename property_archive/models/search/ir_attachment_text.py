import re

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from ...fields import ensure_grams, grams

ENCLOSURE = "property.archive.enclosure"
_CHINESE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
BROKEN_LINE = re.compile(rf"(?<=[{_CHINESE}])\s+(?=[{_CHINESE}])")
#: In the order in which a wrong guess shows: nearly any bytes are some GB 18030.
_ENCODINGS = ("utf-8-sig", "gb18030")
#: Kinds of files that hold text as a rule.
_WITH_TEXT = [
    "application/pdf",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/csv",
    "text/plain",
]
#: What stands for the text of a file that was looked at and holds none.
NO_TEXT = " "


class IrAttachment(models.Model):
    """The text of files, as the archive searches it (requirement G3)."""

    _inherit = "ir.attachment"

    _archive_text_idx = models.Index(
        f"USING gin (property_archive_grams(index_content)) WHERE res_model = '{ENCLOSURE}'"
    )
    _archive_unread_idx = models.Index(
        f"(id) WHERE res_model = '{ENCLOSURE}' AND index_content IS NULL"
    )

    def _auto_init(self):
        ensure_grams(self.env.cr)
        return super()._auto_init()

    # -- from bytes to text -------------------------------------------------------------------

    @api.model
    def _index(self, bin_data, mimetype, checksum=None):
        """Odoo's text of a file; of a text file in Chinese too, which Odoo leaves out.

        A line of Chinese breaks anywhere, and spaced or justified text is full of gaps: no
        word is found across them, so they go.
        """
        text = False
        if mimetype and mimetype.startswith("text/"):
            text = self._archive_decode(bin_data)
        text = text or super()._index(bin_data, mimetype, checksum=checksum)
        return text and BROKEN_LINE.sub("", text)

    @api.model
    def _archive_decode(self, bin_data):
        """Text of a file in one of the encodings in use in China, or False for plain ASCII."""
        bin_data = bin_data or b""
        if bin_data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return bin_data.decode("utf-16", "replace").replace("\0", "")
        if bin_data.isascii():
            return False
        for encoding in _ENCODINGS:
            try:
                return bin_data.decode(encoding).replace("\0", "")
            except UnicodeDecodeError:
                continue
        return False

    # -- looking for it -----------------------------------------------------------------------

    @api.model
    def _archive_text_query(self, words):
        """Ids of the enclosures whose file in use holds all these words.

        Rights are the caller's business. What a version replaced is not found.

        :param list words: what to look for
        :rtype: SQL
        """
        self.flush_model(["res_model", "res_id", "res_field", "index_content"])
        conditions = []
        for word in words:
            runs = grams(word)
            if runs:
                conditions.append(
                    SQL("property_archive_grams(file.index_content) @> %s", runs),
                )
            if runs != [word]:  # two Chinese characters are the run itself
                conditions.append(SQL("file.index_content ILIKE %s", f"%{escape_psql(word)}%"))
        return SQL(
            "SELECT file.res_id FROM ir_attachment file WHERE file.res_model = %s AND %s"
            " AND file.res_field IS NULL AND NOT EXISTS (SELECT FROM ir_attachment newer"
            " WHERE newer.res_model = %s AND newer.res_id = file.res_id"
            " AND newer.res_field IS NULL AND newer.id > file.id)",
            ENCLOSURE,
            SQL(" AND ").join(conditions),
            ENCLOSURE,
        )

    # -- files from before --------------------------------------------------------------------

    def _archive_read_text(self):
        """Read the text that this file holds. What holds none is marked as read."""
        self.ensure_one()
        text = self._index(self.raw or b"", self.mimetype, checksum=self.checksum)
        self._archive_write_text(text or NO_TEXT)

    @api.model
    def _cron_archive_read_files(self, limit=100):
        """Job: read the text of files that came without it, the newest first.

        Such are the files of a database older than the search, and those that another
        program put there. What holds no text is marked as read.

        :param int limit: how many files at a time
        """
        domain = [
            ("res_model", "=", ENCLOSURE),
            ("index_content", "=", False),
            ("mimetype", "in", _WITH_TEXT),
        ]
        files = self.sudo()
        remaining = files.search_count(domain)
        while batch := files.search(domain, order="id desc", limit=limit):
            for file in batch:
                file._archive_read_text()
            remaining = max(remaining - len(batch), 0)
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=remaining):
                break
