import logging
import time

from odoo import api, models
from odoo.tools import SQL

from ...reading.form import in_one_form
from ...reading.text import MOST_OF_FILE
from ...scan.reader import ReaderDiedError, TextReader, UnreadableError
from .ir_attachment_text import _UNREAD

_logger = logging.getLogger(__name__)
#: What stands for the text of a file that was looked at and holds none.
NO_TEXT = " "
#: Kinds of files without text in them: their bytes are not even looked at.
_WITHOUT_TEXT = ("image/", "audio/", "video/")
#: Seconds of a run. With those of its last page it stays below Odoo's limit of two minutes.
_SECONDS = 40
#: Texts brought to their form at once.
_BATCH = 50


class IrAttachment(models.Model):
    """The job that reads the texts of files, the newest first (requirement G3)."""

    _inherit = "ir.attachment"

    @api.model
    def _cron_archive_read_files(self):
        """Job: read the text of files that came, the newest first.

        Texts that an older version read are brought to the form in which they are searched.
        Pages are read in a process of their own; a long file is gone on with by the next run.
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
        """Read these files, as far as the time goes.

        :param TextReader reader: the process
        :param float until: when to stop, by the monotonic clock, one page being read by then
        :return: how many files, or pages of one, are done with
        :rtype: int
        """
        done = 0
        for file in self:
            if done and time.monotonic() >= until:
                break
            if not file.archive_file_trouble:  # it came before files were looked at
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
        """Read pages of this file, from the first that is not read.

        No row is locked, and no snapshot held, while pages are read.

        :return: how many pages are done with; 0 where it got nowhere
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
        """Have pages of this file read, for some time.

        :param TextReader reader: the process
        :param bytes data: the file
        :param tuple kind: what the file is taken for, and its name
        :param int first: page to begin with, from 0
        :param float until: when to stop
        :param int most: pages that are read of a file
        :return: the texts of the pages done with, and ``open`` when there are more, ``read``,
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
            # without this page, unless it is the whole file that cannot be opened
            return texts + [""] * bool(pages), "died"
        return texts, "open" if first + len(texts) < pages else "read"

    def _archive_keep_text(self, checksum, text, **state):
        """Keep what was read of this file, unless it is another one by now.

        :param str checksum: of the file that was read
        :param str text: all that is read of it
        :param state: values of ``archive_text_…`` and ``archive_scan_…``
        :return: whether it was kept: not where somebody works on the file, or removed it
        :rtype: bool
        """
        file = self.try_lock_for_update()
        if not file or file.checksum != checksum:
            return False
        file._archive_write_text(text or NO_TEXT, **state)
        return True
