from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...notify import ask_to_do
from ...selections import KEPT_STATES

#: Largest number of names in an error message.
_NAMES = 5


class PropertyArchiveCheck(models.Model):
    """Closing a stock check transfers its results to the records (C3, C6)."""

    _inherit = "property.archive.check"

    def action_close(self):
        """Close the check and apply the result of every line.

        Records not found are marked as missing, and an incident is
        opened for each; records found again lose the mark; damage opens an incident and
        a repair; misplaced records are shown where they lie until they are put back.

        :raise UserError: naming lines that still wait for a result
        """
        self.ensure_one()
        self._check_closer()
        self._lock_rows()
        self._check_state("counting")
        self._check_complete()
        check = self.sudo()
        # lock: a record that is found concurrently is not lost
        check._lines("missing", "out")._claim_rows()
        check._close_missing()
        check._close_present()
        check._close_damaged()
        check._close_misplaced()
        check._write_protected(
            {"state": "done", "date_done": fields.Datetime.now(), "closed_by_id": self.env.uid}
        )
        check.activity_feedback(["property_archive.mail_activity_type_check"])
        if check.to_central:
            ask_to_do(
                check,
                "property_archive.mail_activity_type_check",
                check.user_id,
                lambda env: env._("Move to central keeping"),
            )
        self.env["property.archive.log"]._log(
            "check_closed",
            self,
            missing=check.missing_count,
            misplaced=check.misplaced_count,
            unknown=check.unknown_count,
            damaged=check.damaged_count,
        )
        return True

    def _lines(self, *results):
        return self.env["property.archive.check.line"].search(
            [("check_id", "=", self.id), ("result", "in", results)], order="record_id, id"
        )

    def _check_complete(self):
        """Raise when a line has no result."""
        check = self.sudo()
        if count := check.pending_count:
            lines = check._lines("pending")[:_NAMES]
            raise UserError(
                self.env._(
                    "%(check)s is not complete, %(count)s records wait for a result:"
                    " %(records)s. Look for them, then mark the rest as missing.",
                    check=self.name,
                    count=count,
                    records=", ".join(lines.record_id.mapped("display_name")),
                )
            )

    def _close_missing(self):
        """Mark records not found as missing; open one incident for each loss."""
        lines = self._lines("missing")
        lines.record_id._lock_rows()
        records = lines.record_id.filtered(
            lambda record: record.state in KEPT_STATES and record.availability != "out"
        )
        gone = records._set_missing(check=self.name)
        for record in gone:
            record._message_log(body=self.env._("Not found in the stock check %s.", self.name))
        self._open_incidents("loss", lines.filtered(lambda line: line.record_id in gone))

    def _close_present(self):
        """Store on each record found the date of the check and its condition."""
        Record = self.env["property.archive.record"]
        seen = self.env["property.archive.check.line"]._search(
            [("check_id", "=", self.id), ("result", "in", ["found", "misplaced", "damaged"])]
        )
        back = Record.search(
            [
                ("availability", "=", "missing"),
                ("id", "in", seen.subselect(SQL.identifier(seen.table, "record_id"))),
            ]
        )
        back._lock_rows()
        back._set_found(check=self.name)
        Record.flush_model(["condition", "date_checked"])
        # one SQL statement for all records: no computed field depends on these two
        self.env.cr.execute(
            "UPDATE property_archive_record r SET date_checked = line.date,"
            " condition = COALESCE(line.condition, r.condition)"
            " FROM (SELECT l.record_id, l.date, l.condition FROM property_archive_check_line l"
            " WHERE l.check_id = %s AND l.record_id IS NOT NULL"
            " AND l.result IN ('found', 'misplaced', 'damaged')) line"
            " WHERE r.id = line.record_id",
            (self.id,),
        )
        Record.invalidate_model(["condition", "date_checked"], flush=False)

    def _close_damaged(self):
        """Open an incident and a repair for each damaged record (C6)."""
        lines = self._lines("damaged", "misplaced").filtered(
            lambda line: line.condition == "damaged"
        )
        self._open_incidents("damage", lines)
        self.env["property.archive.repair"]._open_for(
            lines.record_id,
            origin=self.name,
            damage={line.record_id: line.note for line in lines},
        )

    def _close_misplaced(self):
        """Show misplaced records where they lie until they are put back or rehomed there."""
        lines = self._lines("misplaced").filtered(
            lambda line: not line.settled and line.record_id.state in KEPT_STATES
        )
        lines.record_id._lock_rows()
        for place, found in lines.grouped("found_location_id").items():
            away = found.record_id.filtered(lambda record, place=place: record.location_id != place)
            if place:
                away._write_protected({"away_location_id": place.id})

    def _open_incidents(self, kind, lines):
        """Open an incident for each of these lines, once.

        :param str kind: a value of ``property.archive.incident.kind``
        :param lines: ``property.archive.check.line``
        """
        for line in lines:
            self.env["property.archive.incident"]._open_once(
                kind,
                f"check,{line.id},{kind}",
                records=line.record_id,
                company=line.company_id,
                note=self.env._(
                    "Stock check %(check)s: %(note)s",
                    check=line.check_id.name,
                    note=line.note or line.found_location_id.display_name or "–",
                ),
            )

    def action_move_central(self):
        """Move the records found to the central archive, after the yearly check (C3).

        :raise UserError: when it is not closed, or a record may not be moved
        """
        self.ensure_one()
        self._check_archivist()
        self._lock_rows()
        self._check_state("done", rule=self.env._("Close the check first."))
        if not self.to_central or not self.central_location_id:
            raise UserError(self.env._("%s names no place of central keeping.", self.name))
        held = self.env["property.archive.location"].sudo()._held_by()
        lines = self.sudo()._lines("found", "misplaced", "damaged")
        records = lines.record_id.filtered(
            lambda record: record.location_id in held or not record.location_id
        ).filtered(lambda record: record.state in KEPT_STATES)
        records._check_blockers("move")
        records._move(self.central_location_id)
        self.sudo()._write_protected({"moved": True})
        self.sudo().activity_feedback(["property_archive.mail_activity_type_check"])
        return True
