from odoo import models
from odoo.exceptions import UserError

from ...notify import ask_to_do
from .handover_line import ACCEPTANCE_POINTS


class PropertyArchiveHandoverLine(models.Model):
    """The receiver accepts each line or returns it with a reason (requirement A9)."""

    _inherit = "property.archive.handover.line"

    def _check_receiver(self):
        self.handover_id.check_access("read")
        me = self.env.user
        same = me._archive_same_person()
        for line in self:
            handover = line.handover_id
            handover._check_state("given")
            if line.result != "pending":
                raise UserError(self.env._("%s is not to be checked now.", line.display_name))
            if handover.giver_id in same:
                raise UserError(self.env._("Whoever hands over does not receive."))
        for handover in self.handover_id:
            if not handover._is_receiver(me):
                raise UserError(
                    self.env._(
                        "%(handover)s is received by %(receiver)s.",
                        handover=handover.name,
                        receiver=handover.sudo().receiver_id.name or self.env._("an archivist"),
                    )
                )

    def _needs_place(self):
        """Whether something comes in that lies somewhere.

        :rtype: bool
        """
        moves = self.handover_id.kind not in ("department_move", "succession")
        return moves and self.sudo().record_id.medium != "electronic"

    def _propose_places(self):
        """Fill in where what is handed in goes; the receiver confirms it, or chooses another."""
        lines = self.filtered(
            lambda line: (
                not line.location_id and line.record_id.state == "submitted" and line._needs_place()
            )
        )
        proposed = lines.record_id._propose_places()
        by_place = lines.grouped(lambda line: proposed.get(line.record_id.id))
        for place, together in by_place.items():
            if place:
                together._write_protected({"location_id": place.id})

    def action_accept(self):
        """Accept these lines: they are complete, legible, originals, and have a place.

        :raise UserError: when a piece that the category requires is missing, a copy is
            not allowed, or no place is named
        """
        self._check_receiver()
        self._check_cleared()
        # prefetch what is checked for each line
        self.filtered(lambda line: not line.handover_id.receiver_id).record_id.mapped(
            "enclosure_ids.form"
        )
        for line in self:
            # an archivist may read the records now, a named receiver only afterwards
            record = line.sudo(bool(line.handover_id.receiver_id)).record_id
            if record.state == "submitted":
                line._check_whole(record)
            if line._needs_place() and not line.location_id:
                raise UserError(self.env._("Name the place for %s first.", record.display_name))
            line.sudo()._write_protected(
                {"missing": record.state == "submitted" and record.missing_pieces}
            )
        self.sudo()._write_protected({"result": "accepted"})
        return True

    def _check_cleared(self):
        """Raise when a named receiver is not cleared for something listed (B2).

        They take over records that they cannot see before all have signed.
        """
        ranks = self.env["property.archive.clearance"].sudo()._running_ranks(self.env.user)
        for record in self.sudo().filtered("handover_id.receiver_id").record_id:
            level = record.level_id
            if level.clearance_required and level.rank > ranks.get(record.company_id, -1):
                raise UserError(
                    self.env._(
                        "%(record)s is %(level)s and you are not cleared for it: return it, or"
                        " let somebody cleared receive it.",
                        record=record.display_name,
                        level=level.name,
                    )
                )

    def _check_whole(self, record):
        """Raise when a draft lacks a piece or holds a copy that is not allowed (A6, A8).

        An incomplete file is accepted if the giver noted the missing pieces (003-9 四 1).
        """
        if record.missing_pieces and not self.sudo()._missing_because():
            raise UserError(
                self.env._(
                    "%(record)s is incomplete: %(pieces)s. Return it with a reason; it can be"
                    " received where the giver noted before signing why something is missing.",
                    record=record.display_name,
                    pieces=record.missing_pieces,
                )
            )
        record._check_originals()
        self._check_files(record)
        self._check_points(record)

    def _check_files(self, record):
        """Raise for unreadable files that the archivist has not confirmed (A8)."""
        files = [] if self.files_kept else record.sudo().enclosure_ids._troubled_files()
        if files:
            raise UserError(
                self.env._(
                    "%(record)s: files cannot be opened: %(files)s. Return it with a reason, or"
                    " tick “Files as They Are” where they are to be filed all the same.",
                    record=record.display_name,
                    files=", ".join(files),
                )
            )

    def _check_points(self, record):
        """Raise when a point of acceptance that the category requires is not ticked (A8, J8)."""
        if not record.category_id.acceptance_ticked or record.medium not in ("paper", "both"):
            return
        open_points = [
            self._fields[name]._description_string(self.env)
            for name in ACCEPTANCE_POINTS
            if not self[name]
        ]
        if open_points:
            raise UserError(
                self.env._(
                    "%(record)s: tick what you looked at and found right: %(points)s. What is"
                    " not right is returned with a reason.",
                    record=record.display_name,
                    points=", ".join(open_points),
                )
            )

    def action_tick(self):
        """Tick every point of acceptance on these lines."""
        self._check_receiver()
        self.write(dict.fromkeys(ACCEPTANCE_POINTS, True))
        return True

    def action_return(self, reason=None):
        """Give these records back to the clerk (A8).

        :param str reason: what has to be corrected; without one a dialog asks for it
        """
        if not reason or not reason.strip():
            return self.env["property.archive.reason.wizard"]._ask(
                self,
                self.env._("Return"),
                "action_return",
                self.env._("What has to be mended: the clerk reads it."),
            )
        self._check_receiver()
        self._give_back(reason.strip())
        return True

    def _give_back(self, reason):
        """Return these lines: submitted records become drafts and the clerk is told why (A8)."""
        lines = self.sudo().filtered(lambda line: line.result != "returned")
        lines._write_protected({"result": "returned", "reason": reason, "open": False})
        lines.flush_recordset()
        lines.record_id._lock_rows()
        drafts = lines.record_id.filtered(lambda record: record.state == "submitted")
        drafts._write_protected({"state": "draft", "return_reason": reason})
        for record in drafts:
            ask_to_do(
                record,
                "property_archive.mail_activity_type_returned",
                record.submitter_id,
                lambda env: env._("Given back: put it right and hand it in again"),
                note=reason,
            )
        self.env["property.archive.log"]._log("returned", lines.record_id)
