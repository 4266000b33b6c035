import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import retrying

from odoo.addons.property_archive.selections import PRESENT_STATES

#: Records placed or lifted in one step.
BATCH = 2000
#: Seconds that placing or lifting may take inside a request; the rest is a job's.
INLINE_SECONDS = 5


class PropertyArchiveHold(models.Model):
    """Placing and lifting, as jobs that go on where they stopped (E3)."""

    _inherit = "property.archive.hold"

    # -- placing ------------------------------------------------------------------------

    def action_place(self):
        """Put the hold in force, at once for all records it names.

        The records are listed by a job; until it has come to one, the hold blocks by
        what it names.
        """
        self.check_access("write")
        for hold in self:
            hold._lock_rows()
            hold._check_state("draft")
            hold._check_target()
            model, domain = hold._matching()
            total = model.search_count(domain)
            if hold.kind == "records" and not total:
                raise UserError(self.env._("%s names no record that could be held.", hold.name))
            hold.sudo()._write_protected(
                {
                    "state": "placing",
                    "placed_by_id": self.env.uid,
                    "date_placed": fields.Datetime.now(),
                    "total_count": total,
                    "done_count": 0,
                    "cursor": 0,
                }
            )
            hold.company_id.sudo()._bump_archive_holds()
            self.env["property.archive.log"]._log("hold_placed", hold, count=total)
            hold.sudo().activity_schedule(
                "property_archive_retention.mail_activity_type_hold",
                date_deadline=hold.date_review,
                user_id=hold.owner_id.id,
                summary=self.env._("Review the hold"),
            )
        self._run_inline()
        return True

    def _run_inline(self):
        """Do what takes some seconds at once, leave the rest to the job."""
        self.env.flush_all()
        end = time.monotonic() + INLINE_SECONDS
        for hold in self.sudo():
            hold._step()
            while hold.state in ("placing", "lifting") and time.monotonic() < end:
                hold._step()
        if self.sudo().filtered(lambda hold: hold.state in ("placing", "lifting")):
            self.env.ref("property_archive_retention.ir_cron_hold")._trigger()

    def _step(self):
        """The next records of this hold, in one transaction.

        :return: how many were handled
        """
        self.ensure_one()
        self._lock_rows()
        if self.state == "placing":
            return self._step_place()
        if self.state == "lifting":
            return self._step_lift()
        return 0

    def _step_place(self):
        """Hold the next records that this hold names.

        :return: how many
        :rtype: int
        """
        model, domain = self._matching(Domain("id", ">", self.cursor))
        ids = model.search(domain, order="id", limit=BATCH).ids
        self._add(self.env["property.archive.record"].browse(ids).sudo())
        vals = {"done_count": self.done_count + len(ids)}
        if len(ids) < BATCH:
            vals["state"] = "active"
            self.message_post(body=self.env._("In force: %s records held.", self.record_count))
        else:
            vals["cursor"] = ids[-1]
        self._write_protected(vals)
        return len(ids)

    def _add(self, records):
        """List these records under the hold, with their items and volumes.

        Changes each record's row, so that an operation that looked at it before and acts
        at the same moment is told to look again.

        :param records: records that this hold names
        """
        if not records:
            return
        self.env.flush_all()
        ways = records._hold_reach()
        self.env.cr.execute(
            "SELECT id FROM property_archive_record WHERE id = ANY(%s) AND state = ANY(%s)"
            " ORDER BY id FOR UPDATE",
            (list(ways), list(PRESENT_STATES)),
        )
        found = [row[0] for row in self.env.cr.fetchall()]
        if not found:
            return
        added = []
        inserted = self.env.cr.execute_values(
            "INSERT INTO property_archive_hold_line"
            " (hold_id, record_id, way, company_id, create_uid, create_date)"
            " VALUES %s ON CONFLICT (hold_id, record_id) DO UPDATE SET way = EXCLUDED.way"
            " WHERE EXCLUDED.way = 'direct' RETURNING record_id, (xmax = 0)",
            [(self.id, record_id, ways[record_id]) for record_id in found],
            template=f"(%s, %s, %s, {int(self.company_id.id)}, {int(self.env.uid)}, now())",
            fetch=True,
        )
        added = [record_id for record_id, is_new in inserted if is_new]
        self.env.cr.execute(
            "UPDATE property_archive_record SET hold_count = COALESCE(hold_count, 0) + 1"
            " WHERE id = ANY(%s)",
            (added,),
        )
        new = records.browse(added)
        new.invalidate_recordset(["hold_count", "hold_line_ids"], flush=False)
        self.invalidate_recordset(["line_ids", "record_count"], flush=False)
        self.env["property.archive.log"]._log("held", new, hold=self.name)
        lines = new.destruction_line_ids.filtered(
            lambda line: line.state in ("proposed", "approved")
        )
        lines._write_protected({"blocker_note": self.env._("held by %s", self.name)})

    # -- lifting ------------------------------------------------------------------------

    def _approval_people(self):
        hold = self.sudo()
        return hold.lift_requested_by_id | hold.owner_id | hold.placed_by_id

    def _approval_records(self):
        return self.sudo().line_ids.record_id

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
        self.env.cr.execute(
            "SELECT record_id FROM property_archive_hold_line"
            " WHERE hold_id = %s AND record_id > %s ORDER BY record_id LIMIT %s",
            (self.id, self.cursor, BATCH),
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
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
        if len(ids) < BATCH:
            vals["state"] = "lifted"
        else:
            vals["cursor"] = ids[-1]
        self._write_protected(vals)
        return len(ids)

    def action_continue(self):
        """Go on with the records that are still to be placed or lifted."""
        self.check_access("read")
        self._run_inline()
        return True

    @api.model
    def _cron_continue(self):
        """Job: go on with every hold that is being placed or lifted."""
        moving = [("state", "in", ["placing", "lifting"])]
        for hold in self.search(moving, order="id"):
            while hold.state in ("placing", "lifting"):
                # whoever changes one of these records meanwhile goes first
                count = retrying(hold._step, self.env)
                # said each time: a job with nothing left waits for its next hour
                left = sum(max(h.total_count - h.done_count, 1) for h in self.search(moving))
                if not self.env["ir.cron"]._commit_progress(count, remaining=left):
                    return

    def action_open_records(self):
        """The held records that the user may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        action["domain"] = [("hold_line_ids.hold_id", "=", self.id)]
        action["context"] = {}
        return action
