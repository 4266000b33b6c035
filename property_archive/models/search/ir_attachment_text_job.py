import logging
import time

from odoo import api, models
from odoo.tools import SQL

from ...reading.form import in_one_form
from ...reading.text import MOST_OF_FILE
from ...scan.reader import ReaderDiedError, TextReader, UnreadableError
from .ir_attachment_text import _UNREAD

_logger = logging.getLogger(__name__)
#: Stored instead of a text for a file that was read and contains none.
NO_TEXT = " "
#: MIME types without text: their bytes are not loaded.
_WITHOUT_TEXT = ("image/", "audio/", "video/")
#: Seconds per run. With the time of its last page it stays below Odoo's limit of two minutes.
_SECONDS = 40
#: Texts converted to their search form at a time.
_BATCH = 50


class IrAttachment(models.Model):
    """The job that reads the texts of files, the newest first (requirement G3)."""

    _inherit = "ir.attachment"

    @api.model
    def _cron_archive_read_files(self):
        """Job: read the text of new files, the newest first.

        Texts that an older version read are converted to the search form. Pages are read in a
        separate process; a long file is continued by the next run.
        """
        progress = self.env["ir.cron"]
        if not self._archive_unread(1) or not progress._commit_progress(remaining=1):
            return
        until, done = time.monotonic() + _SECONDS, 1
        with TextReader() as reader:
            while done and time.monotonic() < until and (files := self._archive_unread(_BATCH)):
                done = files._archive_read_texts(reader, until)
                progress._commit_progress(done, remaining=len(self._archive_unread(1)))

    @api.model
    def _archive_unread(self, limit):
        """The files to read next."""
        self.flush_model()
        query = SQL(
            "SELECT id FROM ir_attachment WHERE %s ORDER BY id DESC LIMIT %s", SQL(_UNREAD), limit
        )
        return self.sudo().browse([file_id for (file_id,) in self.env.execute_query(query)])

    def _archive_read_texts(self, reader, until):
        """Read these files until the time is over.

        :param TextReader reader: the reading process
        :param float until: when to stop, by the monotonic clock; the current page is finished
        :return: number of files, or pages of one file, finished
        :rtype: int
        """
        done = 0
        for file in self:
            if done and time.monotonic() >= until:
                break
            if not file.archive_file_trouble:  # added before files were checked
                file._archive_look()
            text, mimetype = (file.index_content or "").strip(), file.mimetype or ""
            if file.archive_text_state == "open" or not text:
                if not mimetype.startswith(_WITHOUT_TEXT):
                    self.env["ir.cron"]._commit_progress(done)
                    done = file._archive_read_text(reader, until)
                    continue
            done += file._archive_keep_text(
                file.checksum, in_one_form(text), archive_text_state="read"
            )
        return done

    def _archive_read_text(self, reader, until):
        """Read pages of this file, from the first unread one.

        No row lock and no snapshot is held while pages are read.

        :return: number of pages finished; 0 without progress
        :rtype: int
        """
        self.ensure_one()
        first = self.archive_text_pages if self.archive_text_state == "open" else 0
        checksum, data, kind = self.checksum, self.raw or b"", (self.mimetype, self.name)
        self.env["ir.cron"]._commit_progress()
        texts, state = self._archive_read_pages(reader, data, kind, first, until)
        text = "\n".join(filter(None, [first and (self.index_content or "").strip(), *texts]))
        if state == "died":
            state = "open" if texts else "failed"
        if len(text) >= MOST_OF_FILE or state == "failed":
            state = "read"
        kept = self._archive_keep_text(
            checksum,
            text[:MOST_OF_FILE],
            archive_text_state=state,
            archive_text_pages=first + len(texts),
        )
        return max(len(texts), 1) if kept else 0

    def _archive_read_pages(self, reader, data, kind, first, until, most=None):
        """Read pages of this file for a limited time.

        :param TextReader reader: the reading process
        :param bytes data: content of the file
        :param tuple kind: assumed MIME type, and the file's name
        :param int first: first page to read, from 0
        :param float until: when to stop
        :param int most: number of pages read per file at most
        :return: the texts of the finished pages, and ``open`` when there are more pages, ``read``,
            ``failed`` or ``died``
        :rtype: tuple(list(str), str)
        """
        texts, pages = [], None
        try:
            pages = reader.open(data, *kind)
            pages = pages if most is None else min(pages, most)
            while first + len(texts) < pages and (not texts or time.monotonic() < until):
                try:
                    text = reader.page(first + len(texts))
                except UnreadableError:
                    text = ""
                texts.append(in_one_form(text))
        except UnreadableError as error:
            _logger.info("Attachment %s cannot be read: %s", self.id, error)
            return texts, "failed"
        except ReaderDiedError:
            _logger.warning(
                "The reader ended at page %s of attachment %s", first + len(texts) + 1, self.id
            )
            # skip this page, unless the whole file cannot be opened
            return texts + [""] * bool(pages), "died"
        return texts, "open" if first + len(texts) < pages else "read"

    def _archive_keep_text(self, checksum, text, **state):
        """Store the text of this file, unless the file has changed meanwhile.

        :param str checksum: of the file that was read
        :param str text: all text read so far
        :param state: values of ``archive_text_…`` and ``archive_scan_…``
        :return: whether it was stored: not when somebody has locked or deleted the file
        :rtype: bool
        """
        file = self.try_lock_for_update()
        if not file or file.checksum != checksum:
            return False
        file._archive_write_text(text or NO_TEXT, **state)
        return True
