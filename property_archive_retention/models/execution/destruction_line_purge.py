import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from .destruction_execution import MOST_ID

_logger = logging.getLogger(__name__)

#: Lines whose content is removed in one transaction.
CHUNK = 200


class PropertyArchiveDestructionLine(models.Model):
    """The steps of an execution, each for some lines in a transaction of its own (E6, E7)."""

    _inherit = "property.archive.destruction.line"

    fate = fields.Char("Fate", compute="_compute_fate")

    @api.depends("state", "destruction_id.state")
    def _compute_fate(self):
        """A line counts as destroyed only once executor and supervisors have signed (E4)."""
        for line in self:
            if line.state == "destroyed" and line.destruction_id.state != "done":
                line.fate = self.env._("Files gone, paper to be signed for")
            else:
                line.fate = line._label("state")

    @api.model
    def _lock_next(self, batch, condition, after, until=MOST_ID):
        """Lock the next lines of a batch that no other worker has.

        Looks only between two ids, so that lines already destroyed and lines still to come are
        not scanned each time. It takes one batch, so that the index on the remaining lines gives
        their order.
        """
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id FROM property_archive_destruction_line"
            " WHERE destruction_id = %s AND state = 'purging' AND id > %s AND id <= %s"
            f" AND {condition} ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED",
            (batch.id, after, until, CHUNK),
        )
        lines = self.browse([row[0] for row in self.env.cr.fetchall()])
        lines.invalidate_recordset(flush=False)
        return lines

    @api.model
    def _lock_next_to_purge(self, batch, after):
        return self._lock_next(batch, "files_to_collect IS NULL", after)

    @api.model
    def _lock_next_to_collect(self, batch, after, until):
        return self._lock_next(batch, "files_to_collect IS NOT NULL", after, until)

    def _purge_content(self):
        """Remove the content of these records; one that fails does not stop the others.

        The error is noted on its line, which is tried again later.
        """
        try:
            with self.env.cr.savepoint():
                self._purge_lines()
        except (UserError, OSError, ValueError, psycopg2.IntegrityError) as error:
            if len(self) > 1:
                for line in self:
                    line._purge_content()
                return
            _logger.warning("Line %s of a destruction resists: %s", self.id, error)
            self.invalidate_recordset(flush=False)
            self.sudo()._write_protected({"collect_error": str(error)})
            self.env.flush_all()

    def _purge_lines(self):
        """Remove the content of these records from the database.

        Notes on each line the hash of what went and which files of the store are to be
        collected once this is committed.
        """
        lines = self.sudo().browse(self.ids)  # fetched together once caches are empty
        purged = lines.record_id._purge()
        for line in lines:
            hashes, files = purged[line.record_id.id]
            line._write_protected(
                {
                    "content_hash": self._digest(hashes) if hashes else False,
                    "file_count": len(hashes),
                    # never empty: an empty value would be stored as NULL, "not yet"
                    "files_to_collect": {"names": sorted(files)},
                }
            )
        self.env.flush_all()

    def _verify_gone(self):
        """Collect the noted files and say *destroyed* where they are gone for certain.

        The caller holds a lock against new attachments.

        :return: how many lines are destroyed now
        """
        if not self:
            return 0
        noted = {line: line.files_to_collect["names"] for line in self}
        wanted = {name for names in noted.values() for name in names}
        errors = self.env["ir.attachment"].sudo()._archive_collect(wanted)
        now = fields.Datetime.now()
        gone = self.filtered(lambda line: not errors.keys() & set(noted[line]))
        for line in self - gone:
            failed = next(name for name in noted[line] if name in errors)
            line._write_protected({"collect_error": errors[failed]})
        gone._write_protected({"state": "destroyed", "date_destroyed": now, "collect_error": False})
        for batch, lines in gone.grouped("destruction_id").items():
            lines.record_id._mark_destroyed(batch, {line.record_id.id: line for line in lines})
        self.env.flush_all()
        return len(gone)
