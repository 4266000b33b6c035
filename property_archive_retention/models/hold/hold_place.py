from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.property_archive.jobs import next_page
from odoo.addons.property_archive.notify import ask_to_do
from odoo.addons.property_archive.selections import PRESENT_STATES

from .hold_job import BATCH


class PropertyArchiveHold(models.Model):
    """Placing a hold: its records are listed step by step (E3)."""

    _inherit = "property.archive.hold"

    # -- placing ------------------------------------------------------------------------

    def action_place(self):
        """Put the hold in force, at once for all records it names.

        A job lists the records. Until it reaches a record, the hold blocks the record because
        its filter, category, contact or list names it.
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
            ask_to_do(
                hold.sudo(),
                "property_archive_retention.mail_activity_type_hold",
                hold.owner_id,
                lambda env: env._("Review the hold"),
                hold.date_review,
            )
        self._run_inline()
        return True

    def _step_place(self):
        """Hold the next records that this hold names.

        :return: how many
        :rtype: int
        """
        model, domain = self._matching()
        ids, cursor = next_page(self.env, model._search(domain).select(), self.cursor, BATCH)
        self._add_records(self.env["property.archive.record"].browse(ids).sudo())
        vals = {"done_count": self.done_count + len(ids)}
        if cursor is None:
            vals["state"] = "active"
            self.message_post(body=self.env._("In force: %s records held.", self.record_count))
        else:
            vals["cursor"] = cursor
        self._write_protected(vals)
        return len(ids)

    def _add_records(self, records):
        """List these records under the hold, with their items and volumes.

        Updates each record's row, so that a concurrent operation that read the row before has to
        start again.

        :param records: records that this hold names
        :return: those that were not under it before
        """
        if not records:
            return records
        self.env.flush_all()
        ways = records._hold_reach()
        self.env.cr.execute(
            "SELECT id FROM property_archive_record WHERE id = ANY(%s) AND state = ANY(%s)"
            " ORDER BY id FOR UPDATE",
            (list(ways), list(PRESENT_STATES)),
        )
        found = [row[0] for row in self.env.cr.fetchall()]
        if not found:
            return records.browse()
        written = (self.company_id.id, self.env.uid, self.env.cr.now())
        inserted = self.env.cr.execute_values(
            "INSERT INTO property_archive_hold_line"
            " (hold_id, record_id, way, company_id, create_uid, create_date)"
            " VALUES %s ON CONFLICT (hold_id, record_id) DO UPDATE SET way = EXCLUDED.way"
            " WHERE EXCLUDED.way = 'direct' RETURNING record_id, (xmax = 0)",
            [(self.id, record_id, ways[record_id], *written) for record_id in found],
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
        return new

    def action_open_records(self):
        """The held records that the user may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        action["domain"] = [("hold_line_ids.hold_id", "=", self.id)]
        action["context"] = {}
        return action
