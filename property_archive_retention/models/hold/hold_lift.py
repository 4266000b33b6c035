from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.property_archive.jobs import next_page

from .hold_job import BATCH


class PropertyArchiveHold(models.Model):
    """Lifting a hold: another person decides, then its records are released (E3)."""

    _inherit = "property.archive.hold"

    def _approval_people(self):
        hold = self.sudo()
        return hold.lift_requested_by_id | hold.owner_id | hold.placed_by_id

    def _approval_records(self):
        return super()._approval_records() | self.sudo().line_ids.record_id

    def _approval_employee(self):
        return self.sudo().owner_id.employee_id

    def action_lift(self, reason=None):
        """Ask for the hold to be lifted: another person decides.

        :param str reason: kept on the hold; without one a dialog asks for it
        :raise UserError: when the hold is not the current user's
        """
        self.ensure_one()
        self._lock_in_state("active")
        if self.owner_id != self.env.user and self.owner_id.active:
            raise UserError(
                self.env._(
                    "%(hold)s is the hold of %(owner)s: only they ask for it to be lifted.",
                    hold=self.name,
                    owner=self.owner_id.name,
                )
            )
        if not (reason or "").strip():
            return self.env["property.archive.reason.wizard"]._ask(
                self, self.env._("Lift the Hold"), "action_lift"
            )
        self.sudo()._write_protected(
            {
                "state": "to_lift",
                "lift_reason": reason.strip(),
                "lift_requested_by_id": self.env.uid,
            }
        )
        self.sudo()._approval_start({self.sudo(): ["archive_head"]})
        self._note_participants()
        return True

    def _approval_done(self):
        for hold in self.sudo():
            hold._write_protected(
                {
                    "state": "lifting",
                    "lifted_by_id": self.env.uid,
                    "date_lifted": fields.Datetime.now(),
                    "total_count": hold.record_count,
                    "done_count": 0,
                    "cursor": 0,
                }
            )
            hold.activity_unlink(["property_archive_retention.mail_activity_type_hold"])
            self.env["property.archive.log"]._log("hold_lifted", hold)
        self._run_inline()

    def _approval_refused(self, reason):
        self.sudo()._write_protected({"state": "active"})
        for hold in self.sudo():
            hold.message_post(body=self.env._("Not lifted: %s", reason))

    def _step_lift(self):
        """Release the next records of this hold.

        :return: how many
        :rtype: int
        """
        self.env.flush_all()
        lines = "SELECT record_id AS id FROM property_archive_hold_line WHERE hold_id = %s"
        ids, cursor = next_page(self.env, SQL(lines, self.id), self.cursor, BATCH)
        records = self.env["property.archive.record"].sudo().browse(ids)
        self.env.cr.execute(
            "SELECT id FROM property_archive_record WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            (ids,),
        )
        self.env.cr.execute(
            "UPDATE property_archive_record SET hold_count = hold_count - 1 WHERE id = ANY(%s)",
            (ids,),
        )
        records.invalidate_recordset(["hold_count"], flush=False)
        self.env["property.archive.log"]._log("released", records, hold=self.name)
        vals = {"done_count": self.done_count + len(ids)}
        if cursor is None:
            vals["state"] = "lifted"
        else:
            vals["cursor"] = cursor
        self._write_protected(vals)
        self._released(records)
        return len(ids)

    def _released(self, records):
        """Hook: these records are not held by this hold any more."""
