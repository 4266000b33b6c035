import time

from odoo import api, fields, models
from odoo.tools import SQL

from ...scan.reader import ScanReader, is_available
from .ir_attachment_text import ENCLOSURE
from .ir_attachment_text_job import NO_TEXT

#: Files with fewer characters are treated as scans: some scanners add a line of text.
_FEW = 200
#: Pages read per file, and characters stored per page.
_PAGES = 200
_CHARACTERS = 20_000
#: How often reading a file may fail (it hangs, the process crashes, the server stops) before the
#: file is skipped.
_TRIES = 3
#: Seconds per run. With the time of its last page it stays below Odoo's limit of two minutes.
_SECONDS = 40
#: Files to read, once their embedded text was read. It is the condition of an index: files that are
#: finished, or are no scans, cost nothing.
_DUE = (
    f"res_model = '{ENCLOSURE}' AND res_field IS NULL AND archive_text_state = 'read'"
    " AND (archive_scan_state = 'open' OR archive_scan_state IS NULL"
    f" AND COALESCE(length(index_content), 0) < {_FEW}"
    " AND mimetype IN ('application/pdf', 'image/jpeg', 'image/png', 'image/tiff'))"
)
_NOT_BEGUN = {"archive_scan_state": False, "archive_scan_pages": 0, "archive_scan_tries": 0}


class IrAttachment(models.Model):
    """The text of scanned pages, if the libraries for it are installed (requirement G3).

    A job reads it in a separate process (:mod:`..scan.worker`) and stores it with the text of other
    files: the same users find it, and the same destruction deletes it.
    """

    _inherit = "ir.attachment"

    archive_scan_state = fields.Selection(
        [("open", "Being Recognized"), ("read", "Recognized"), ("failed", "Not Readable")],
        "Text of the Scan",
        groups=fields.NO_ACCESS,
        copy=False,
    )
    archive_scan_pages = fields.Integer(
        "Pages of the Scan Read", groups=fields.NO_ACCESS, copy=False
    )
    archive_scan_tries = fields.Integer(
        "Tries to Read the Scan", groups=fields.NO_ACCESS, copy=False
    )

    _archive_scan_idx = models.Index(f"(id) WHERE {_DUE}")

    # -- the job ------------------------------------------------------------------------------

    @api.model
    def _cron_archive_read_scans(self):
        """Job: recognise the text of scanned files, the newest first.

        Loading the models takes a second. So a run works longer than Odoo's ten seconds, in one
        call, and Odoo's further calls leave the rest to the next run. A run without progress (a
        page took too long) ends as well.

        :raise RuntimeError: when the libraries are installed but do not start
        """
        if not is_available() or not self._archive_next_scan():
            return
        progress = self.env["ir.cron"]
        if not progress._commit_progress(remaining=1):
            return
        until, done = time.monotonic() + _SECONDS, 1
        with ScanReader() as reader:
            reader.start()
            while done and time.monotonic() < until and (file := self._archive_next_scan()):
                done = file._archive_read_scan(reader, until)
                progress._commit_progress(done, remaining=len(self._archive_next_scan()))

    @api.model
    def _archive_next_scan(self):
        """The file to read next, or none."""
        self.flush_model()
        query = SQL("SELECT id FROM ir_attachment WHERE %s ORDER BY id DESC LIMIT 1", SQL(_DUE))
        return self.sudo().browse([file_id for (file_id,) in self.env.execute_query(query)])

    def _archive_read_scan(self, reader, until):
        """Read pages of this file, from the first unread one.

        The attempt is committed before reading: a file that crashes the server is not read again
        for ever. No row lock and no snapshot is held while pages are read.

        :param ScanReader reader: the reading process
        :param float until: when to stop, by the monotonic clock; the current page is finished
        :return: number of pages finished; 0 without progress
        :rtype: int
        """
        self.ensure_one()
        first, tries, checksum = self.archive_scan_pages, self.archive_scan_tries, self.checksum
        if tries >= _TRIES:
            self._archive_keep_scan(checksum, [], archive_scan_state="failed")
            return 1
        if not self._archive_keep_scan(
            checksum, [], archive_scan_state="open", archive_scan_tries=tries + 1
        ):
            return 0
        self.env["ir.cron"]._commit_progress()
        data, mimetype = self.raw or b"", self.mimetype
        self.env["ir.cron"]._commit_progress()
        texts, state = self._archive_read_pages(
            reader, data, (mimetype,), first, until, most=_PAGES
        )
        if state != "died":
            self._archive_keep_scan(
                checksum, texts, archive_scan_state=state, archive_scan_tries=tries
            )
            return max(len(texts), 1)
        self._archive_keep_scan(checksum, texts)
        return 0

    def _archive_keep_scan(self, checksum, texts, **state):
        """Store the text of further pages, unless the file has changed meanwhile.

        :param str checksum: of the file that was read
        :param list texts: of the pages
        :param state: values of ``archive_scan_…``
        :return: whether it was stored: not when somebody has locked or deleted the file
        :rtype: bool
        """
        kept = (self.index_content or "").strip()
        text = "\n".join(filter(None, [kept, *(page[:_CHARACTERS] for page in texts)]))
        pages = self.archive_scan_pages + len(texts)
        return self._archive_keep_text(checksum, text, archive_scan_pages=pages, **state)

    def _archive_text_states(self):
        """Whether these files can be found by their text, without loading it.

        :return: ``found``, ``waiting``, ``failed`` or ``none`` by id
        :rtype: dict(int, str)
        """
        self.flush_recordset(["index_content", "archive_text_state", "archive_scan_state"])
        query = SQL(
            "SELECT id, CASE WHEN archive_text_state IS DISTINCT FROM 'read' OR %s"
            " THEN 'waiting' WHEN index_content <> %s THEN 'found'"
            " WHEN archive_scan_state = 'failed' THEN 'failed' ELSE 'none' END"
            " FROM ir_attachment WHERE id = ANY(%s)",
            SQL(_DUE) if is_available() else SQL("FALSE"),
            NO_TEXT,
            self.ids,
        )
        return dict(self.env.execute_query(query))

    # -- changed bytes ------------------------------------------------------------------------

    def _archive_not_read(self):
        return super()._archive_not_read() | _NOT_BEGUN

    @api.model
    def _archive_guarded_fields(self):
        return super()._archive_guarded_fields() | set(_NOT_BEGUN)
