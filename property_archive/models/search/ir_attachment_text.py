import logging
import time
from itertools import groupby

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from ...fields import ensure_ngrams, ngrams
from ...reading.form import in_one_form
from ...reading.text import MOST_OF_FILE
from ...scan.reader import ReaderDiedError, TextReader, UnreadableError

_logger = logging.getLogger(__name__)

ENCLOSURE = "property.archive.enclosure"
#: What stands for the text of a file that was looked at and holds none.
NO_TEXT = " "
#: Files whose text is not read, or is not in the form in which it is searched.
_UNREAD = (
    f"res_model = '{ENCLOSURE}' AND res_field IS NULL"
    " AND COALESCE(archive_text_state, '') <> 'read'"
)
#: Kinds of files without text in them: their bytes are not even looked at.
_WITHOUT_TEXT = ("image/", "audio/", "video/")
#: Seconds of a run. With those of its last page it stays below Odoo's limit of two minutes.
_SECONDS = 40
#: Texts brought to their form at once.
_BATCH = 50
_NOT_BEGUN = {"archive_text_state": False, "archive_text_pages": 0}


class IrAttachment(models.Model):
    """The text of files, as the archive searches it (requirement G3).

    Read by a job, some moments after the file came, and of what the archive keeps alone:
    nobody waits for it, and a file that is attached anywhere else costs nothing.
    """

    _inherit = "ir.attachment"

    archive_text_state = fields.Selection(
        [("open", "Being Read"), ("read", "Read")],
        "Text of the File",
        groups=fields.NO_ACCESS,
        copy=False,
    )
    archive_text_pages = fields.Integer("Pages Read", groups=fields.NO_ACCESS, copy=False)

    _archive_text_idx = models.Index(
        f"USING gin (property_archive_grams(index_content)) WHERE res_model = '{ENCLOSURE}'"
    )
    _archive_unread_idx = models.Index(f"(id) WHERE {_UNREAD}")

    def _auto_init(self):
        ensure_ngrams(self.env.cr)
        return super()._auto_init()

    @api.model
    def _archive_guarded_fields(self):
        return super()._archive_guarded_fields() | set(_NOT_BEGUN)

    # -- a file comes -------------------------------------------------------------------------

    @api.model
    def _index(self, bin_data, mimetype, checksum=None):
        if self.env.context.get("archive_text_later"):
            return False
        return super()._index(bin_data, mimetype, checksum=checksum)

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_res_model")

        def is_content(vals):
            return self._archive_is_content(vals.get("res_model", default))

        if not any(map(is_content, vals_list)):
            return super().create(vals_list)
        files = self.browse()
        for later, batch in groupby(vals_list, key=is_content):
            model = self.with_context(archive_text_later=True) if later else self
            files += super(IrAttachment, model).create(list(batch)).with_env(self.env)
        self._archive_call_reader()
        return files

    def write(self, vals):
        result = super().write(vals)
        if vals.get("res_model") == ENCLOSURE:
            self._archive_write_text(False, **_NOT_BEGUN)
            self._archive_call_reader()
        return result

    def _set_attachment_data(self, asbytes):
        # a storage migration stores the same bytes again: what was read of them holds
        kept = self.sudo().filtered(lambda file: file.res_model == ENCLOSURE)
        before = {file: (file.checksum, file.index_content) for file in kept}
        files = self.with_context(archive_text_later=True) if len(kept) == len(self) else self
        result = super(IrAttachment, files)._set_attachment_data(asbytes)
        for file, (checksum, text) in before.items():
            if file.checksum == checksum:
                file._archive_write_text(text)
            else:
                file._archive_write_text(False, **file._archive_not_read())
        return result

    def _archive_not_read(self):
        """Values of a file of which nothing is read yet. Extended where more is read of it."""
        return dict(_NOT_BEGUN)

    @api.model
    def _archive_call_reader(self):
        """Have the job run soon, however many files a transaction brings."""
        precommit = self.env.cr.precommit
        if "archive_reader" not in precommit.data:
            precommit.data["archive_reader"] = True
            precommit.add(self.sudo()._archive_start_reader)

    def _archive_start_reader(self):
        self.env.cr.precommit.data.pop("archive_reader", None)
        job = self.env.ref("property_archive.ir_cron_read_files", raise_if_not_found=False)
        if job:
            job._trigger()

    # -- the job ------------------------------------------------------------------------------

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

    # -- looking for it -----------------------------------------------------------------------

    @api.model
    def _archive_text_query(self, words):
        """Ids of the enclosures whose file in use holds all these words.

        Rights are the caller's business. What a version replaced is not found.

        :param list words: what to look for, in the form of the texts
        :rtype: SQL
        """
        self.flush_model(["res_model", "res_id", "res_field", "index_content"])
        conditions = []
        for word in words:
            runs = ngrams(word)
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
